"""Records in memory and in DynamoDB agree on every sequence of operations, refusals included."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from moto import mock_aws

from contract.places import a_table
from spotter.adapters.aws.records import DynamoRecords
from spotter.adapters.memory.records import MemoryRecords
from spotter.errors import SpotterError
from spotter.ports.records import Key, Records, Write

KEYS = st.builds(Key, st.sampled_from(["acme#d", "acme#s"]), st.sampled_from(["a", "a#1", "b"]))
WRITES = st.builds(Write, KEYS, st.sampled_from(["{}", "[]", '"갱"']), st.sampled_from([None, 1, 2]))
OPERATIONS = st.one_of(
    st.tuples(st.just("put"), WRITES),
    st.tuples(st.just("put_all"), st.lists(WRITES, max_size=3)),
    st.tuples(st.just("get"), KEYS),
    st.tuples(st.just("get_many"), st.lists(KEYS, max_size=4)),
    st.tuples(st.just("query"), st.sampled_from(["acme#d", "acme#s", "acme"])),
)


@pytest.mark.usefixtures("nowhere")
@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(OPERATIONS, min_size=5, max_size=25))
def test_memory_and_dynamodb_answer_alike(operations: list[tuple[str, object]]) -> None:
    memory = MemoryRecords()
    with mock_aws(), a_table() as (client, table):
        dynamo = DynamoRecords(client, table)

        for operation, argument in operations:
            assert answer(dynamo, operation, argument) == answer(memory, operation, argument)


def answer(records: Records, operation: str, argument: object) -> object:
    """What an operation gives, or how it is refused."""
    try:
        given_back = getattr(records, operation)(argument)
        return list(given_back) if operation == "query" else given_back
    except SpotterError as err:
        return err.code, err.sentence
