"""What every implementation of the Records port keeps."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from contract.conftest import PLACES
from contract.places import a_table
from spotter.adapters.aws.records import DynamoRecords
from spotter.adapters.memory.records import MemoryRecords
from spotter.adapters.sqlite.records import SqliteRecords
from spotter.errors import Conflict, Invalid
from spotter.ports.records import Key, Record, Records, Write

HELMET = Key("acme#devices", "helmet-7")


pytestmark = pytest.mark.parametrize("place", [*PLACES, "file"], indirect=True)


@pytest.fixture
def records(place: str, tmp_path: Path) -> Iterator[Records]:
    if place == "memory":
        yield MemoryRecords()
        return
    if place == "file":
        yield SqliteRecords(tmp_path / "records.db")
        return
    with a_table() as (client, table):
        yield DynamoRecords(client, table)


def a_write(sort: str = "helmet-7", body: str = "{}", expected: int | None = None) -> Write:
    return Write(Key("acme#devices", sort), body, expected)


def test_a_record_never_written_is_none(records: Records) -> None:
    assert records.get(HELMET) is None


def test_a_new_record_has_version_one_and_its_text_as_written(records: Records) -> None:
    written = records.put(a_write(body='{"name":"안전모 7"}'))

    assert written == Record(HELMET, '{"name":"안전모 7"}', 1)
    assert records.get(HELMET) == written


def test_replacing_the_expected_version_makes_the_next_one(records: Records) -> None:
    records.put(a_write())

    replaced = records.put(a_write(body="[2]", expected=1))

    assert replaced.version == 2
    assert records.get(HELMET) == replaced


def test_a_second_first_write_is_a_conflict_and_changes_nothing(records: Records) -> None:
    first = records.put(a_write(body="[1]"))

    with pytest.raises(Conflict, match="acme#devices/helmet-7"):
        records.put(a_write(body="[2]"))

    assert records.get(HELMET) == first


def test_what_may_be_forgotten_one_day_is_there_until_then(records: Records) -> None:
    records.put(a_write()._replace(until=4_000_000_000))
    records.put_all([a_write("helmet-8")._replace(until=4_000_000_000)])

    assert records.get(HELMET) == Record(HELMET, "{}", 1)
    assert [each.key.sort for each in records.query(HELMET.partition)] == ["helmet-7", "helmet-8"]


@pytest.mark.parametrize("stale", [1, 3])
def test_writing_over_another_version_is_a_conflict(records: Records, stale: int) -> None:
    records.put(a_write())
    second = records.put(a_write(body="[2]", expected=1))

    with pytest.raises(Conflict) as raised:
        records.put(a_write(body="[3]", expected=stale))

    assert raised.value.expected == stale
    assert records.get(HELMET) == second


def test_replacing_what_does_not_exist_is_a_conflict(records: Records) -> None:
    with pytest.raises(Conflict):
        records.put(a_write(expected=1))

    assert records.get(HELMET) is None


def test_writes_together_all_happen(records: Records) -> None:
    records.put(a_write("a"))

    records.put_all([a_write("a", "[2]", expected=1), a_write("b", "[3]")])

    assert [(found.key.sort, found.body, found.version) for found in records.query("acme#devices")] == [
        ("a", "[2]", 2),
        ("b", "[3]", 1),
    ]


def test_one_conflict_among_writes_undoes_all_and_is_named(records: Records) -> None:
    records.put(a_write("b", "[1]"))

    with pytest.raises(Conflict, match="acme#devices/b"):
        records.put_all([a_write("a"), a_write("b", "[2]"), a_write("c")])

    assert [(found.key.sort, found.body) for found in records.query("acme#devices")] == [("b", "[1]")]


def test_no_writes_together_are_nothing(records: Records) -> None:
    records.put_all([])

    assert list(records.query("acme#devices")) == []


def test_a_hundred_writes_fit_one_transaction_and_one_more_does_not(records: Records) -> None:
    writes = [a_write(f"d-{number:03}") for number in range(101)]

    records.put_all(writes[:100])
    with pytest.raises(Invalid):
        records.put_all([write._replace(expected=1) for write in writes[:100]] + writes[100:])

    assert {found.version for found in records.get_many([write.key for write in writes]).values()} == {1}


def test_a_transaction_writes_a_key_once(records: Records) -> None:
    with pytest.raises(Invalid):
        records.put_all([a_write(), a_write(body="[2]")])


def test_a_record_beyond_390_kib_is_refused(records: Records) -> None:
    largest = "x" * 390 * 1024

    records.put(a_write(body=largest))
    with pytest.raises(Invalid):
        records.put(a_write(body=largest + "x", expected=1))


def test_many_records_are_read_at_once_and_missing_ones_left_out(records: Records) -> None:
    records.put_all([a_write(f"d-{number:03}") for number in range(100)])
    records.put(a_write("d-100"))
    wanted = [Key("acme#devices", f"d-{number:03}") for number in range(120)]

    found = records.get_many([*wanted, *wanted])

    assert sorted(found) == wanted[:101]
    assert all(found[key].key == key for key in found)


def test_reading_many_of_none_gives_none(records: Records) -> None:
    assert records.get_many([]) == {}


def test_more_records_than_one_answer_holds_are_all_read(records: Records) -> None:
    writes = [a_write(f"d-{number}", body="x" * 380_000) for number in range(45)]
    for write in writes:
        records.put(write)

    assert len(records.get_many([write.key for write in writes])) == 45


def test_a_query_gives_one_partition_in_order_of_the_sort_key(records: Records) -> None:
    for sort in ("b", "a-2", "a", "é", "B"):
        records.put(a_write(sort))
    records.put(Write(Key("acme#sites", "a"), "{}", None))

    assert [found.key.sort for found in records.query("acme#devices")] == ["B", "a", "a-2", "b", "é"]


def test_a_query_by_prefix_leaves_out_the_rest(records: Records) -> None:
    for sort in ("gas#1", "gas#2", "gas#3", "gas-b#1", "dust#1"):
        records.put(a_write(sort))

    found = records.query("acme#devices", prefix="gas#")

    assert [record.key.sort for record in found] == ["gas#1", "gas#2", "gas#3"]


def test_of_two_tenants_each_sees_its_own(records: Records) -> None:
    records.put(Write(Key("acme#devices", "a"), "[1]", None))
    records.put(Write(Key("acme2#devices", "a"), "[2]", None))

    assert [found.body for found in records.query("acme#devices")] == ["[1]"]
