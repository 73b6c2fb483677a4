"""How the AWS adapters answer when AWS does not do as asked."""

from __future__ import annotations

import subprocess
import sys
from typing import Any

import pytest
from botocore.exceptions import ClientError, EndpointConnectionError, FlexibleChecksumError
from botocore.stub import Stubber

from spotter.adapters.aws.clients import client, connect
from spotter.adapters.aws.failures import as_ours
from spotter.adapters.aws.queue import SqsQueue
from spotter.adapters.aws.records import DynamoRecords
from spotter.adapters.aws.things import IotThings
from spotter.contracts.names import ThingName
from spotter.errors import Conflict, Corrupt, Unavailable
from spotter.ports.records import Key, Write

pytestmark = pytest.mark.usefixtures("nowhere")
WRITE = Write(Key("acme#devices", "helmet-7"), "{}", None)
ITEM = {"pk": {"S": "acme#devices"}, "sk": {"S": "helmet-7"}, "body": {"S": "{}"}, "version": {"N": "1"}}


@pytest.fixture
def dynamo() -> Any:  # noqa: ANN401 - a client is made at run time
    return connect("dynamodb")


def test_a_write_whose_answer_was_lost_is_not_taken_for_a_conflict(dynamo: Any) -> None:  # noqa: ANN401
    with Stubber(dynamo) as stub:
        _refuse(stub, "put_item", "ConditionalCheckFailedException", tried_again=1)
        stub.add_response("get_item", {"Item": ITEM})

        assert DynamoRecords(dynamo, "t").put(WRITE).version == 1


def test_a_race_that_was_lost_while_trying_again_is_a_conflict(dynamo: Any) -> None:  # noqa: ANN401
    with Stubber(dynamo) as stub:
        _refuse(stub, "put_item", "ConditionalCheckFailedException", tried_again=1)
        stub.add_response("get_item", {"Item": {**ITEM, "body": {"S": "[]"}}})

        with pytest.raises(Conflict):
            DynamoRecords(dynamo, "t").put(WRITE)


def test_a_transaction_beside_another_is_unavailable_not_a_conflict(dynamo: Any) -> None:  # noqa: ANN401
    with Stubber(dynamo) as stub:
        reasons = {"CancellationReasons": [{"Code": "None"}, {"Code": "TransactionConflict"}]}
        _refuse(stub, "transact_write_items", "TransactionCanceledException", modeled=reasons)

        with pytest.raises(Unavailable) as raised:
            DynamoRecords(dynamo, "t").put_all([WRITE, WRITE._replace(key=Key("acme#devices", "b"))])

    assert raised.value.facts["reasons"] == ["None", "TransactionConflict"]


def test_reading_many_gives_up_when_nothing_moves(dynamo: Any) -> None:  # noqa: ANN401
    left = {"t": {"Keys": [{"pk": ITEM["pk"], "sk": ITEM["sk"]}]}}
    with Stubber(dynamo) as stub:
        stub.add_response("batch_get_item", {"Responses": {}, "UnprocessedKeys": left})

        with pytest.raises(Unavailable):
            DynamoRecords(dynamo, "t").get_many([WRITE.key])


def test_a_refusal_of_rights_is_unavailable_and_keeps_its_cause(dynamo: Any) -> None:  # noqa: ANN401
    with Stubber(dynamo) as stub:
        _refuse(stub, "get_item", "AccessDeniedException")

        with pytest.raises(Unavailable, match="GetItem was refused: AccessDeniedException") as raised:
            DynamoRecords(dynamo, "t").get(WRITE.key)

    assert isinstance(raised.value.__cause__, ClientError)


def test_messages_left_behind_are_sent_once_more() -> None:
    sqs = connect("sqs")
    with Stubber(sqs) as stub:
        stub.add_response("send_message_batch", _taken([0], left=[1]))
        again = {"QueueUrl": "q", "Entries": [{"Id": "1", "MessageBody": "b"}]}
        stub.add_response("send_message_batch", _taken([1], left=[]), again)

        assert len(SqsQueue(sqs, "q").send([b"a", b"b"])) == 2
        stub.assert_no_pending_responses()


def test_messages_left_behind_twice_are_unavailable() -> None:
    sqs = connect("sqs")
    with Stubber(sqs) as stub:
        stub.add_response("send_message_batch", _taken([0], left=[1]))
        stub.add_response("send_message_batch", _taken([], left=[1]))

        with pytest.raises(Unavailable) as raised:
            SqsQueue(sqs, "q").send([b"a", b"b"])

    assert raised.value.facts["left"] == 1


def test_a_certificate_whose_policy_is_gone_is_still_revoked_and_detached() -> None:
    iot, arn = connect("iot"), "arn:aws:iot:us-east-1:123456789012:cert/" + "0" * 64
    with Stubber(iot) as stub:
        stub.add_response("describe_certificate", {"certificateDescription": {"certificateArn": arn}})
        stub.add_response("update_certificate", {}, {"certificateId": "0" * 64, "newStatus": "REVOKED"})
        _refuse(stub, "detach_policy", "ResourceNotFoundException")
        stub.add_response("detach_thing_principal", {}, {"thingName": "acme_helmet-7", "principal": arn})

        IotThings(iot, "device").revoke(ThingName("acme_helmet-7"), "0" * 64)

        stub.assert_no_pending_responses()


def test_a_service_that_does_not_answer_is_unavailable() -> None:
    with pytest.raises(Unavailable, match="did not answer"), as_ours():
        raise EndpointConnectionError(endpoint_url="http://127.0.0.1:9")


def test_content_that_does_not_match_its_checksum_is_corrupt() -> None:
    with pytest.raises(Corrupt), as_ours():
        raise FlexibleChecksumError(error_msg="expected checksum a, got b")


def test_a_client_is_made_once_and_goes_where_the_environment_says(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AWS_ENDPOINT_URL", "http://127.0.0.1:9")

    assert client("stepfunctions") is client("stepfunctions")
    assert connect("sqs").meta.endpoint_url == "http://127.0.0.1:9"


@pytest.mark.parametrize(
    "module", ["records", "objects", "queue", "things", "notifiers", "workflow", "clients"]
)
def test_an_adapter_loads_without_boto3_numpy_or_stubs(module: str) -> None:
    heavy = "{'boto3', 'numpy', 's3transfer', 'mypy_boto3_dynamodb'}"
    script = f"import sys, spotter.adapters.aws.{module}; print({heavy} & set(sys.modules))"

    loaded = subprocess.run([sys.executable, "-c", script], check=True, capture_output=True, text=True)  # noqa: S603 - our own text

    assert loaded.stdout.strip() == "set()"


def _refuse(
    stub: Stubber, operation: str, code: str, *, tried_again: int = 0, modeled: dict[str, Any] | None = None
) -> None:
    meta = {"RetryAttempts": tried_again}
    stub.add_client_error(operation, code, response_meta=meta, modeled_fields=modeled)


def _taken(taken: list[int], *, left: list[int]) -> dict[str, Any]:
    return {
        "Successful": [{"Id": str(one), "MessageId": "m", "MD5OfMessageBody": "0"} for one in taken],
        "Failed": [{"Id": str(one), "SenderFault": False, "Code": "InternalError"} for one in left],
    }
