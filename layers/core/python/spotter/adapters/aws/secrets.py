"""Reading a secret once, when a function is put together."""

from __future__ import annotations

from typing import TYPE_CHECKING

from spotter.adapters.aws.failures import as_ours
from spotter.domain.links import LinkKey

if TYPE_CHECKING:
    from mypy_boto3_secretsmanager import SecretsManagerClient


def link_key(client: SecretsManagerClient, arn: str) -> LinkKey:
    """Read the secret that links are signed with, or raise Unavailable."""
    with as_ours():
        return LinkKey(client.get_secret_value(SecretId=arn)["SecretString"].encode())
