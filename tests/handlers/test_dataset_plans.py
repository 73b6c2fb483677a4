"""The query for what no function can hold gives the rows that an extraction gives."""

from __future__ import annotations

from pathlib import Path

import duckdb
import msgspec
import pytest

from builders.archive import DAY, SITE, TENANT, a_reading, at
from builders.datasets import DEFINITION, Row
from builders.datasets_web import DATASET, DatasetsPlatform, Json, a_datasets_platform
from builders.operators import a_supervisor
from spotter.contracts.assignments import Assignment
from spotter.contracts.datasets import DatasetDefinition, Kept
from spotter.contracts.names import DeviceName, WorkerName
from spotter.contracts.profiles import Channel, ChannelType, Profile
from spotter.contracts.readings import Doubt, Trust


@pytest.fixture
def platform() -> DatasetsPlatform:
    platform = a_datasets_platform()
    datasets = platform.datasets
    channels = {
        "ch4": Channel(ChannelType.NUMBER, "%"),
        "co": Channel(ChannelType.NUMBER, "ppm"),
        "beats": Channel(ChannelType.INTEGER),
        "sos": Channel(ChannelType.BOOLEAN),
        "it's": Channel(ChannelType.STRING),
    }
    profile = datasets.stores.registry.profile(TENANT, DEFINITION.profile or a_reading(0, {}).profile)
    datasets.stores.registry.add_profile(Profile(TENANT, profile.name, 2, channels))
    stuck: dict[str, tuple[Doubt, ...]] = {"ch4": (Doubt.STUCK,)}
    datasets.archive.arrive(
        [a_reading(seq, {"ch4": seq / 8, "co": seq, "beats": seq, "sos": seq > 5}) for seq in range(12)],
        [a_reading(seq, {"ch4": 1.0, "it's": f"m'{seq}"}, device="helmet-8") for seq in range(12)],
        [
            a_reading(3, {"ch4": 9.0}, boot="b2", arrived=300),
            a_reading(4, {"ch4": 0.5}, device="o'x", doubts=stuck),
        ],
    )
    for number, (worker, since, until) in enumerate([("kim", 2, 6), ("lee", 6, None)], start=1):
        end = None if until is None else at(until)
        said = Assignment(
            TENANT, DeviceName("helmet-7"), number, WorkerName(worker), at(since), end, at(20), "ada"
        )
        datasets.stores.assignments.add(said)
    datasets.archive.compacted()
    return platform


def planned(platform: DatasetsPlatform, definition: DatasetDefinition) -> Json:
    platform.datasets.defined(definition)
    answer = platform.client().get(f"{DATASET}/plan")
    assert answer.status_code == 200, answer.text
    plan: Json = answer.json()
    return plan


def answered(platform: DatasetsPlatform, query: str, folder: Path) -> list[Row]:
    """Run a query over the compacted files as Athena sees them: partitions and paths are columns."""
    with duckdb.connect() as database:
        database.execute("SET TimeZone = 'UTC'")
        sources = []
        for number, file in enumerate(platform.datasets.archive.manifest(DAY).files):
            path = folder / f"{number}.parquet"
            path.write_bytes(platform.datasets.archive.days.file(file))
            named = (
                f"'{TENANT}' AS tenant, '{SITE}' AS site, '{DAY}' AS day, 's3://lake/{file.key}' AS \"$path\""
            )
            sources.append(f"SELECT *, {named} FROM read_parquet('{path}')")  # noqa: S608 - our own words
        database.execute(f"CREATE VIEW readings AS {' UNION ALL '.join(sources)}")
        found = database.execute(query)
        names = [each[0] for each in found.description or ()]
        return [dict(zip(names, row, strict=True)) for row in found.fetchall()]


@pytest.mark.parametrize(
    "asked",
    [
        {},
        {"every_s": 5.0},
        {"every_s": 5.0, "kept": Kept.MAXIMUM},
        {"every_s": 4.0, "kept": Kept.LAST},
        {"devices": (DeviceName("helmet-8"), DeviceName("o'x")), "channels": ("ch4",)},
        {"workers": (WorkerName("kim"),)},
        {"workers": (WorkerName("kim"),), "every_s": 5.0},
        {"trusts": (Trust.GOOD,), "since": at(2), "until": at(9)},
    ],
    ids=lambda asked: "-".join(asked) or "all",
)
def test_the_query_gives_the_rows_of_the_version(
    platform: DatasetsPlatform, tmp_path: Path, asked: dict[str, object]
) -> None:
    definition = msgspec.structs.replace(DEFINITION, **asked)
    query = str(planned(platform, definition)["query"])

    rows = answered(platform, query, tmp_path)

    def comparable(row: Row) -> Row:
        return {
            name: value for name, value in row.items() if value is not None and name not in {"at", "arrived"}
        }

    expected = platform.datasets.rows(platform.datasets.version(definition))
    key = ("device", "at")
    assert [
        comparable(row) for row in sorted(rows, key=lambda row: [str(row[name])[:26] for name in key])
    ] == [comparable(row) for row in sorted(expected, key=lambda row: [str(row[name])[:26] for name in key])]


def test_a_plan_says_how_much_there_is_and_whether_a_function_holds_it(platform: DatasetsPlatform) -> None:
    plan = planned(platform, DEFINITION)

    assert (plan["days"], plan["files"], plan["fits"]) == (1, 1, True)
    assert plan["largest_day_bytes"] == plan["values"] * 240
    assert platform.client(a_supervisor()).get(f"{DATASET}/plan").status_code == 403


def test_what_no_query_can_be_written_for_is_said(platform: DatasetsPlatform) -> None:
    for changed, sentence in (
        ({"every_s": 0.5}, "whole seconds"),
        ({"since": at(90_000), "until": at(91_000)}, "nothing of this range is compacted"),
    ):
        platform.datasets.defined(msgspec.structs.replace(DEFINITION, **changed))

        answer = platform.client().get(f"{DATASET}/plan")

        assert (answer.status_code, sentence in answer.text) == (400, True)
