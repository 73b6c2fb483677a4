"""Spans of a version in which devices change hands."""

from __future__ import annotations

import msgspec

from builders.archive import TENANT, a_reading, at
from builders.datasets import DEFINITION, Row, some_datasets
from spotter.contracts.assignments import Assignment
from spotter.contracts.names import DeviceName, WorkerName


def test_a_span_in_which_a_device_changes_hands_holds_only_what_those_asked_for_wore() -> None:
    datasets = some_datasets()
    datasets.archive.arrive([a_reading(seq, {"beats": seq}) for seq in range(10)])
    for number, (worker, since) in enumerate([("kim", 2), ("olga", 7)], start=1):
        said = (number, WorkerName(worker), at(since), None, at(50), "ada")
        datasets.stores.assignments.add(Assignment(TENANT, DeviceName("helmet-7"), *said))

    def spans(*workers: str) -> list[Row]:
        named = msgspec.structs.replace(DEFINITION, every_s=5, workers=tuple(map(WorkerName, workers)))
        return datasets.rows(datasets.version(named, known_at=at(1_000), run=f"run{workers}"))

    assert [(row["at"], row["beats"]) for row in spans("kim")] == [(at(0), 4), (at(5), 6)]
    assert [(row["at"], row["beats"]) for row in spans("olga")] == [(at(5), 9)]
    kim, olga = [row["worker"] for row in spans()]
    assert [spans("kim")[0]["worker"], spans("olga")[0]["worker"]] == [kim, olga]
