"""AWS whose requests are serialised and signed as always and end before the network."""

from __future__ import annotations

import json
import os
import time
from collections import Counter
from datetime import datetime
from decimal import Decimal
from typing import Any, cast

import boto3
import msgspec
from botocore.awsrequest import AWSRequest, AWSResponse
from botocore.compat import HTTPHeaders
from pydantic import BaseModel, ConfigDict

from spotter.adapters.aws.clients import connect
from spotter.adapters.aws.objects import S3Objects
from spotter.adapters.aws.queue import SqsQueue
from spotter.adapters.aws.records import DynamoRecords
from spotter.adapters.memory.records import MemoryRecords
from spotter.ports.objects import Objects
from spotter.ports.queue import Queue
from spotter.ports.records import Key, Records

ENVIRONMENT = {
    "AWS_ACCESS_KEY_ID": "testing",
    "AWS_SECRET_ACCESS_KEY": "testing",
    "AWS_DEFAULT_REGION": "eu-central-1",
}
URL = "https://sqs.eu-central-1.amazonaws.com/123456789012/bench"


class StubbedAws:
    """Clients whose HTTP is answered here; records that were written are read back from memory."""

    def __init__(self) -> None:
        os.environ.update(ENVIRONMENT)
        os.environ.pop("AWS_ENDPOINT_URL", None)
        self.calls: Counter[str] = Counter()
        self._tables: dict[str, dict[tuple[str, str], dict[str, Any]]] = {}
        self._clients = {name: connect(name) for name in ("dynamodb", "s3", "sqs")}
        for client in self._clients.values():
            client.meta.events.register("before-send", cast("Any", self._answer))
        self._usual = boto3.resource("dynamodb", region_name="eu-central-1")
        self._usual.meta.client.meta.events.register("before-send", cast("Any", self._answer))

    def adapters(self, registry: MemoryRecords) -> tuple[Records, Records, Records, Objects, Queue]:
        """Give fresh tables, a bucket and a queue; the registry holds what it is given."""
        self._tables = {"registry": {}, "alarms": {}, "trails": {}, "usual": {}}
        for partition in ("acme#devices", "acme#profiles"):
            for found in registry.query(partition):
                self._tables["registry"][found.key] = item_of(found.key, found.body, found.version)
        tables = [DynamoRecords(self._clients["dynamodb"], name) for name in ("registry", "alarms", "trails")]
        return (
            tables[0],
            tables[1],
            tables[2],
            S3Objects(self._clients["s3"], "lake"),
            SqsQueue(self._clients["sqs"], URL),
        )

    def table(self) -> Any:  # noqa: ANN401 - boto3 makes the class at run time
        """Give a table as most people use it."""
        return self._usual.Table("usual")

    def _answer(self, request: AWSRequest, **_: object) -> AWSResponse:
        target = request.headers.get("X-Amz-Target", b"PutObject")
        operation = (target.decode() if isinstance(target, bytes) else target).rpartition(".")[2]
        self.calls[operation] += 1
        asked = msgspec.json.decode(request.body) if operation != "PutObject" else {}
        said = b"" if operation == "PutObject" else msgspec.json.encode(self._said(operation, asked))
        return _response(str(request.url), said)

    def _said(self, operation: str, asked: dict[str, Any]) -> dict[str, Any]:
        match operation:
            case "BatchGetItem":
                ((name, wanted),) = asked["RequestItems"].items()
                keys = [(key["pk"]["S"], key["sk"]["S"]) for key in wanted["Keys"]]
                table = self._tables[name]
                return {
                    "Responses": {name: [table[key] for key in keys if key in table]},
                    "UnprocessedKeys": {},
                }
            case "GetItem":
                key = asked["Key"]["pk"]["S"], asked["Key"]["sk"]["S"]
                found = self._tables[asked["TableName"]].get(key)
                return {"Item": found} if found else {}
            case "PutItem":
                item = asked["Item"]
                self._tables[asked["TableName"]][item["pk"]["S"], item["sk"]["S"]] = item
                return {}
            case "SendMessageBatch":
                entries = [
                    {"Id": each["Id"], "MessageId": "m", "MD5OfMessageBody": ""} for each in asked["Entries"]
                ]
                return {"Successful": entries, "Failed": []}
            case _:
                return {"UnprocessedItems": {}}


def item_of(key: Key, body: str, version: int) -> dict[str, Any]:
    """Give a record as DynamoDB writes it."""
    return {
        "pk": {"S": key.partition},
        "sk": {"S": key.sort},
        "body": {"S": body},
        "version": {"N": str(version)},
    }


class _Reading(BaseModel):
    model_config = ConfigDict(strict=False)
    boot: str
    seq: int
    at: datetime
    values: dict[str, float]


def usual_way(batches: list[dict[str, str]], aws: StubbedAws) -> float:
    """Take the same batches the usual way: json, pydantic, a typed item a reading; messages a second."""
    import base64

    table, some = aws.table(), batches[:5]
    started = time.process_time()
    for batch in some:
        with table.batch_writer() as writer:
            for body in batch.values():
                delivery = json.loads(body)
                reading = _Reading.model_validate(json.loads(base64.b64decode(delivery["body"])))
                values = {name: Decimal(str(value)) for name, value in reading.values.items()}
                at = reading.at.isoformat()
                writer.put_item(Item={"pk": delivery["thing"], "sk": f"{at}#{reading.seq}", "values": values})
    return sum(map(len, some)) / (time.process_time() - started)


class _Raw:
    """What botocore reads an answer from."""

    def __init__(self, content: bytes) -> None:
        self._content = content

    def stream(self, *_: object, **__: object) -> Any:  # noqa: ANN401 - an iterator of bytes
        yield self._content


def _response(url: str, content: bytes) -> AWSResponse:
    return AWSResponse(url, 200, HTTPHeaders(), _Raw(content))
