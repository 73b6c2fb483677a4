"""What an extraction is asked for: everything that had arrived by that very moment."""

from __future__ import annotations

from datetime import timedelta

import msgspec

from builders.archive import TENANT, a_reading, at
from builders.datasets import DEFINITION, NAME, NOON, forever, some_datasets
from spotter.adapters.memory.workflow import MemoryWorkflow
from spotter.contracts.datasets import Dataset, Order
from spotter.entry.dataset_tasks import task_of
from spotter.services.start_extraction import StartExtraction


def test_what_arrived_in_the_second_of_asking_belongs_to_the_version() -> None:
    datasets, runs = some_datasets(), MemoryWorkflow()
    stores = datasets.stores
    stores.versions.put(Dataset(TENANT, NAME, NOON, "emeka", DEFINITION), expected=None)
    second = int((NOON - at(0)).total_seconds())
    datasets.archive.arrive([a_reading(1, {"ch4": 0.5}, measured=10.0, arrived=second + 0.3)])
    asked = NOON + timedelta(milliseconds=600)
    start = StartExtraction(stores.versions, stores.extractions, runs, lambda: asked, stores.catalogue)

    run = start(TENANT, NAME, known_at=None, by="emeka")
    order = task_of(msgspec.json.decode(runs.payloads[run])).asked
    assert isinstance(order, Order)
    made = datasets.extract(order, left_s=forever)

    assert made is not None
    assert (made.rows, made.known_at) == (1, asked)
