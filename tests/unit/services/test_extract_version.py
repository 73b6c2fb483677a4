"""Versions of datasets: what is in them, and that they stay as they were."""

from __future__ import annotations

import msgspec
import pytest

from builders.archive import TENANT, a_reading, at
from builders.datasets import DEFINITION, NAME, NOON, a_site_with_readings, forever, some_datasets
from spotter.contracts.assignments import Assignment
from spotter.contracts.datasets import ColumnType, DatasetDefinition, Extraction, Kept, Order
from spotter.contracts.names import DatasetName, DeviceName, WorkerName
from spotter.contracts.readings import Doubt, Scalar, Trust
from spotter.errors import NotFound


def called(name: str) -> DatasetDefinition:
    """The same definition of another dataset, which knows nothing of the versions of this one."""
    return msgspec.structs.replace(DEFINITION, name=DatasetName(name))


def test_a_row_stands_for_each_moment_of_a_device_with_a_column_for_each_channel() -> None:
    datasets = a_site_with_readings()

    manifest = datasets.version()
    rows = datasets.rows(manifest)

    assert [column.name for column in manifest.columns] == [
        "site",
        "device",
        "worker",
        "at",
        "arrived",
        "trust",
        "ch4",
        "co",
    ]
    assert rows[3] == {
        "site": "pit",
        "device": "helmet-7",
        "worker": None,
        "at": at(3),
        "arrived": at(4),
        "trust": "good",
        "ch4": 0.3,
        "co": 3.0,
    }
    assert rows[-1]["device"] == "helmet-8"
    assert rows[-1]["co"] is None
    assert (manifest.rows, len(rows)) == (25, 25)
    assert [(row["device"], row["at"]) for row in rows] == sorted((row["device"], row["at"]) for row in rows)


def test_the_manifest_says_what_each_column_comes_down_to() -> None:
    datasets = a_site_with_readings()

    columns = {column.name: column for column in datasets.version().columns}

    co, ch4 = columns["co"], columns["ch4"]
    assert (co.type, co.unit, co.present, co.missing) == (ColumnType.NUMBER, "ppm", 20, 5)
    assert (co.minimum, co.maximum, co.mean) == (0, 19, 9.5)
    assert co.deviation == pytest.approx((sum((n - 9.5) ** 2 for n in range(20)) / 20) ** 0.5)
    assert ch4.present == 25
    assert columns["site"].constant == "pit"


@pytest.mark.parametrize("compacted_first", [True, False])
def test_what_came_later_changes_no_byte_of_a_version_as_it_was_known(*, compacted_first: bool) -> None:
    datasets = a_site_with_readings()
    if compacted_first:
        datasets.archive.compacted()
    then = datasets.version(known_at=at(100))
    before = datasets.contents(then)

    late: dict[str, Scalar] = {"ch4": 9.9, "co": 99.0, "h2s": 1.0}
    datasets.archive.arrive(
        [a_reading(1_000 + seq, late, measured=seq + 0.5, arrived=200) for seq in range(20)],
        [a_reading(seq, late, arrived=200) for seq in range(20)],
        [a_reading(seq, late, device="anchor-1", arrived=200) for seq in range(20)],
    )
    datasets.archive.compacted()
    made_anew = datasets.version(called("made-anew"), known_at=at(100))

    assert made_anew.parts == then.parts
    assert datasets.contents(made_anew) == datasets.contents(then) == before
    assert datasets.version(run="run-3").rows == then.rows + 40


def test_the_archive_compacted_or_not_gives_the_same_bytes() -> None:
    datasets = a_site_with_readings()
    lately = 36 * 3_600 - 1_000
    datasets.archive.arrive([a_reading(50, {"ch4": 1.0}, measured=100, arrived=lately)])
    fresh = datasets.version(called("fresh"))
    datasets.archive.compacted()
    settled = datasets.version(called("settled"))
    before_it = a_reading(51, {"ch4": 2.0}, measured=100, arrived=lately - 500)
    datasets.archive.arrive([before_it, a_reading(60, {"ch4": 3.0}, arrived=lately)])
    partly = datasets.version(called("partly"))
    datasets.archive.compacted()

    assert (settled.parts, settled.columns) == (fresh.parts, fresh.columns)
    assert [row["ch4"] for row in datasets.rows(partly) if row["at"] in {at(60), at(100)}] == [3.0, 2.0]
    assert datasets.version(called("whole")).parts == partly.parts


def test_whoever_asks_for_the_same_again_gets_the_same_whatever_was_written_late() -> None:
    datasets = a_site_with_readings()
    once = datasets.version()
    held_up = [a_reading(seq, {"ch4": 7.0}, device="helmet-9", arrived=50) for seq in range(5)]

    datasets.archive.arrive(held_up)
    datasets.archive.compacted()

    assert datasets.version(run="run-2") == once
    assert datasets.version(known_at=at(129_601), run="run-3").rows == once.rows + 5


def test_parts_are_cut_by_their_rows_alone() -> None:
    datasets = a_site_with_readings(rows_a_part=10)
    datasets.archive.arrive([a_reading(seq, {"ch4": 2.0}, device="mast-1") for seq in range(3)])

    manifest = datasets.version()

    assert [(part.place, part.rows) for part in datasets.stores.versions.parts(manifest)] == [
        ("pit/2026-11-24/helmet-7", 20),
        ("pit/2026-11-24/helmet-8", 8),
    ]


def test_a_longer_range_keeps_the_parts_of_the_days_that_were_there() -> None:
    datasets = a_site_with_readings()
    one = datasets.version()
    datasets.archive.arrive([a_reading(99, {"ch4": 1.5, "co": 1.0}, measured=90_000)])

    two = datasets.version(msgspec.structs.replace(DEFINITION, until=at(2 * 86_400)), run="run-2")

    versions = datasets.stores.versions
    assert list(versions.parts(two))[:1] == list(versions.parts(one))
    assert (two.parent, two.rows) == (one.version, one.rows + 1)


def test_workers_go_by_pseudonyms_and_by_what_was_known_of_them() -> None:
    datasets = a_site_with_readings()
    for number, (worker, since, recorded) in enumerate([("kim", 5, 50), ("olga", 10, 500)], start=1):
        datasets.stores.assignments.add(
            Assignment(
                TENANT,
                DeviceName("helmet-7"),
                number,
                WorkerName(worker),
                at(since),
                None,
                at(recorded),
                "ada",
            )
        )

    def worn(known_at: float) -> list[str | None]:
        rows = datasets.rows(datasets.version(known_at=at(known_at), run=f"run-{known_at}"))
        return [row["worker"] for row in rows if row["device"] == "helmet-7"]

    then, now = worn(100), worn(1_000)
    kim, olga = now[5], now[10]
    assert kim is not None
    assert olga is not None
    assert len({kim, olga, "kim", "olga"}) == 4
    assert then == [None] * 5 + [kim] * 15
    assert now == [None] * 5 + [kim] * 5 + [olga] * 10

    of_kim = msgspec.structs.replace(DEFINITION, workers=(WorkerName("kim"),))
    rows = datasets.rows(datasets.version(of_kim, known_at=at(1_000), run="kim"))
    assert [row["at"] for row in rows] == [at(seq) for seq in range(5, 10)]


def test_a_span_keeps_the_mean_of_numbers_and_the_last_of_everything_else() -> None:
    datasets = some_datasets()
    datasets.archive.arrive(
        [
            a_reading(seq, {"ch4": seq / 2, "beats": seq, "sos": seq == 9, "mode": f"m{seq}"})
            for seq in range(10)
        ]
    )
    spans = msgspec.structs.replace(DEFINITION, every_s=5)

    rows = datasets.rows(datasets.version(spans))
    least = datasets.rows(datasets.version(msgspec.structs.replace(spans, kept=Kept.MINIMUM), run="run-2"))

    assert [(row["at"], row["ch4"], row["beats"], row["sos"], row["mode"]) for row in rows] == [
        (at(0), 1.0, 4, False, "m4"),
        (at(5), 3.5, 9, True, "m9"),
    ]
    assert [row["ch4"] for row in least] == [0.0, 2.5]


def test_only_what_a_definition_names_is_in_a_version() -> None:
    datasets = a_site_with_readings()
    stuck: dict[str, tuple[Doubt, ...]] = {"ch4": (Doubt.STUCK,)}
    datasets.archive.arrive([a_reading(7, {"ch4": 0.0}, device="helmet-9", doubts=stuck)])

    named = msgspec.structs.replace(DEFINITION, devices=(DeviceName("helmet-8"),), channels=("ch4",))
    good = msgspec.structs.replace(DEFINITION, trusts=(Trust.GOOD,))
    late = msgspec.structs.replace(DEFINITION, since=at(10), until=at(12))

    assert {row["device"] for row in datasets.rows(datasets.version(named))} == {"helmet-8"}
    assert "helmet-9" not in {row["device"] for row in datasets.rows(datasets.version(good, run="2"))}
    assert [row["at"] for row in datasets.rows(datasets.version(late, run="3"))] == [at(10), at(11)]


def test_a_channel_called_like_a_column_of_every_row_is_set_apart() -> None:
    datasets = some_datasets()
    datasets.archive.arrive([a_reading(1, {"site": "x", 'a"b': 1.0, "'; DROP TABLE x": 2})])

    rows = datasets.rows(datasets.version())

    assert rows[0]["site"] == "pit"
    assert (rows[0]["channel_site"], rows[0]['a"b'], rows[0]["'; DROP TABLE x"]) == ("x", 1.0, 2)


def test_an_extraction_that_ran_out_of_time_goes_on_where_it_stood() -> None:
    datasets = a_site_with_readings()
    datasets.archive.arrive([a_reading(99, {"ch4": 1.5}, measured=90_000)])
    two_days = msgspec.structs.replace(DEFINITION, until=at(2 * 86_400))
    datasets.defined(two_days)
    order = Order("slow", two_days, NOON, "ada")
    left = iter([1e9, 0.0])

    unfinished = datasets.extract(order, left_s=lambda: next(left, 0.0))
    progress = datasets.stores.extractions.get(TENANT, NAME, "slow")
    with pytest.raises(NotFound):
        datasets.stores.versions.manifest(TENANT, NAME)
    finished = datasets.extract(order, left_s=forever)

    assert unfinished is None
    assert progress == Extraction("slow", 1, 2)
    assert finished is not None
    assert finished.rows == 26
    assert datasets.stores.extractions.get(TENANT, NAME, "slow") == Extraction("slow", 2, 2, finished.version)


def test_a_column_that_never_changes_is_pointed_out() -> None:
    datasets = some_datasets()
    datasets.archive.arrive([a_reading(seq, {"ch4": 1.0, "co": float(seq)}) for seq in range(5)])

    assert datasets.version().warnings == ("column ch4 is 1.0 in every row; nothing can be learned from it",)
