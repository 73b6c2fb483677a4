"""Link keys in Secrets Manager: the current version signs, the previous one is good while it is there.

`aws secretsmanager put-secret-value` rotates: what was current becomes the previous version.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from spotter.adapters.aws.failures import as_ours
from spotter.domain.links import LinkKey
from spotter.errors import NotFound
from spotter.ports.link_keys import LinkKeys

if TYPE_CHECKING:
    from mypy_boto3_secretsmanager import SecretsManagerClient


class SecretLinkKeys:
    """The versions of one secret."""

    def __init__(self, client: SecretsManagerClient, arn: str) -> None:
        self._client = client
        self._arn = arn

    def read(self) -> tuple[LinkKey, ...]:
        """Give the key that signs, and behind it the one before, or raise Unavailable."""
        with as_ours():
            current = self._client.get_secret_value(SecretId=self._arn)["SecretString"]
        return tuple(LinkKey(text.encode()) for text in (current, *self._previous()))

    def _previous(self) -> tuple[str, ...]:
        absent = NotFound("version", "AWSPREVIOUS")
        try:
            with as_ours({"ResourceNotFoundException": absent, "InvalidRequestException": absent}):
                answer = self._client.get_secret_value(SecretId=self._arn, VersionStage="AWSPREVIOUS")
        except NotFound:
            return ()
        return (answer["SecretString"],)


if TYPE_CHECKING:
    _port: type[LinkKeys] = SecretLinkKeys
