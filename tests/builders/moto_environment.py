"""AWS in moto as the environment of functions: tables, queues and a lake, told by their variables."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import Protocol

import pytest
from moto import mock_aws

from spotter.adapters.aws import clients

REGION = "us-east-1"


class Composed(Protocol):
    """What an environment keeps between invocations, such as a use case put together once."""

    def cache_clear(self) -> None:
        """Forget it."""
        ...


@contextmanager
def a_moto_environment(
    monkeypatch: pytest.MonkeyPatch,
    *,
    tables: Iterable[str],
    queues: Iterable[str] = (),
    composed: Iterable[Composed] = (),
) -> Iterator[dict[str, str]]:
    """Make tables, queues and the bucket `lake`, and give the queues' addresses by their names.

    Nothing that was `composed` before, and no client, outlives the environment it was made for.
    """
    forgettable = (clients._client, *composed)  # noqa: SLF001 - who changes the environment forgets its clients
    for key in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        monkeypatch.setenv(key, "testing")
    monkeypatch.setenv("AWS_DEFAULT_REGION", REGION)
    monkeypatch.delenv("AWS_ENDPOINT_URL", raising=False)
    with mock_aws():
        for each in forgettable:
            each.cache_clear()
        for table in tables:
            _make_table(table)
            monkeypatch.setenv(f"{table.upper()}_TABLE", table)
        clients.client("s3").create_bucket(Bucket="lake")
        monkeypatch.setenv("LAKE_BUCKET", "lake")
        urls = {name: clients.client("sqs").create_queue(QueueName=name)["QueueUrl"] for name in queues}
        for name, url in urls.items():
            monkeypatch.setenv(f"{name.upper()}_QUEUE_URL", url)
        yield urls
        for each in forgettable:
            each.cache_clear()


def _make_table(name: str) -> None:
    clients.client("dynamodb").create_table(
        TableName=name,
        AttributeDefinitions=[{"AttributeName": key, "AttributeType": "S"} for key in ("pk", "sk")],
        KeySchema=[{"AttributeName": "pk", "KeyType": "HASH"}, {"AttributeName": "sk", "KeyType": "RANGE"}],
        BillingMode="PAY_PER_REQUEST",
    )
