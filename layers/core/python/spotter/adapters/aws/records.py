"""Records in DynamoDB: items of partition key `pk`, sort key `sk`, `body` (text) and `version` (number).

What need not be kept for good has `expires`, the attribute by which a table with a time to live forgets.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from botocore.exceptions import ClientError

from spotter.adapters.aws.failures import as_ours
from spotter.adapters.chunks import chunks
from spotter.adapters.limits import check_writes
from spotter.errors import Conflict, Unavailable
from spotter.ports.records import Key, Record, Records, Write

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient
    from mypy_boto3_dynamodb.type_defs import AttributeValueTypeDef, PutTypeDef, QueryInputTypeDef

KEYS_A_READ = 100


class DynamoRecords:
    """Records in a table; a condition on each write makes it atomic."""

    def __init__(self, client: DynamoDBClient, table: str) -> None:
        self._client = client
        self._table = table

    def get(self, key: Key) -> Record | None:
        """Read one record; None when there is none."""
        with as_ours():
            answer = self._client.get_item(TableName=self._table, Key=_key(key), ConsistentRead=True)
        return _record(answer["Item"]) if "Item" in answer else None

    def get_many(self, keys: Sequence[Key]) -> dict[Key, Record]:
        """Read several records at once; a key without a record is left out."""
        found: dict[Key, Record] = {}
        for some in chunks(list(dict.fromkeys(keys)), most=KEYS_A_READ):
            found.update((record.key, record) for record in self._some(some))
        return found

    def put(self, write: Write) -> Record:
        """Write one record if the stored version is the expected one, else raise Conflict."""
        check_writes([write])
        written = Record(write.key, write.body, _next_version(write))
        with as_ours({"ConditionalCheckFailedException": _conflict(write)}):
            try:
                self._client.put_item(**self._conditional(write))
            except self._client.exceptions.ConditionalCheckFailedException as err:
                # The SDK may have tried again because the answer to a write that happened was lost.
                if not _was_tried_again(err) or self.get(write.key) != written:
                    raise
        return written

    def put_all(self, writes: Sequence[Write]) -> None:
        """Write all records or none; raise Conflict when one version is not the expected one."""
        check_writes(writes)
        if not writes:
            return
        with as_ours():
            try:
                self._client.transact_write_items(
                    TransactItems=[{"Put": self._conditional(write)} for write in writes]
                )
            except self._client.exceptions.TransactionCanceledException as err:
                raise _cancelled(err, writes) from err

    def query(self, partition: str, *, prefix: str = "") -> Iterator[Record]:
        """Give the records of a partition whose sort key begins with the prefix, page by page."""
        request: QueryInputTypeDef = {
            "TableName": self._table,
            "ConsistentRead": True,
            "KeyConditionExpression": "pk = :pk",
            "ExpressionAttributeValues": {":pk": {"S": partition}},
        }
        if prefix:
            request["KeyConditionExpression"] = "pk = :pk AND begins_with(sk, :prefix)"
            request["ExpressionAttributeValues"] = {":pk": {"S": partition}, ":prefix": {"S": prefix}}
        while True:
            with as_ours():
                page = self._client.query(**request)
            yield from map(_record, page["Items"])
            if not page.get("LastEvaluatedKey"):
                return
            request["ExclusiveStartKey"] = page["LastEvaluatedKey"]

    def _some(self, keys: Sequence[Key]) -> Iterator[Record]:
        """Read up to 100 records; an answer stops at 16 MB, so what it leaves over is asked for again."""
        left = [_key(key) for key in keys]
        while left:
            asked = len(left)
            with as_ours():
                answer = self._client.batch_get_item(
                    RequestItems={self._table: {"Keys": left, "ConsistentRead": True}}
                )
            yield from map(_record, answer["Responses"].get(self._table, []))
            left = [dict(key) for key in answer["UnprocessedKeys"].get(self._table, {"Keys": []})["Keys"]]
            if len(left) == asked:
                raise Unavailable("no record was read", table=self._table, keys=asked)

    def _conditional(self, write: Write) -> PutTypeDef:
        forgotten: dict[str, AttributeValueTypeDef] = (
            {"expires": {"N": str(write.until)}} if write.until else {}
        )
        put: PutTypeDef = {
            "TableName": self._table,
            "Item": {
                **_key(write.key),
                "body": {"S": write.body},
                "version": {"N": str(_next_version(write))},
                **forgotten,
            },
            "ConditionExpression": "attribute_not_exists(pk)",
        }
        if write.expected is not None:
            put["ConditionExpression"] = "version = :expected"
            put["ExpressionAttributeValues"] = {":expected": {"N": str(write.expected)}}
        return put


def _key(key: Key) -> dict[str, AttributeValueTypeDef]:
    return {"pk": {"S": key.partition}, "sk": {"S": key.sort}}


def _record(item: dict[str, AttributeValueTypeDef]) -> Record:
    return Record(Key(item["pk"]["S"], item["sk"]["S"]), item["body"]["S"], int(item["version"]["N"]))


def _next_version(write: Write) -> int:
    return (write.expected or 0) + 1


def _conflict(write: Write) -> Conflict:
    return Conflict("record", "/".join(write.key), expected=write.expected)


def _was_tried_again(err: ClientError) -> bool:
    return err.response["ResponseMetadata"].get("RetryAttempts", 0) > 0


def _cancelled(err: ClientError, writes: Sequence[Write]) -> Conflict | Unavailable:
    """Tell a lost race (the first write whose condition failed) from a busy table."""
    codes = [reason.get("Code", "None") for reason in err.response.get("CancellationReasons", [])]
    for code, write in zip(codes, writes, strict=False):
        if code == "ConditionalCheckFailed":
            return _conflict(write)
    return Unavailable("the transaction was cancelled", reasons=codes)


if TYPE_CHECKING:
    _port: type[Records] = DynamoRecords
