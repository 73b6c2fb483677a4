"""The task of the extraction machines: whole, in steps beside one another, or of an upload."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import msgspec
import pytest

from builders.learning import LATER, PROFILE, SITE, TENANT, a_request
from builders.learning_cloud import LearningCloud, a_learning_cloud, a_task
from spotter.adapters.aws import clients
from spotter.adapters.aws.objects import S3Objects
from spotter.adapters.aws.records import DynamoRecords
from spotter.contracts.datasets import Dataset, DatasetDefinition, Order
from spotter.contracts.names import DatasetName
from spotter.contracts.preparing import PreparingOrder
from spotter.contracts.sheets import Load, SheetOptions, Upload
from spotter.contracts.skew import CheckOrder, DatasetSchema
from spotter.domain.recipes.reading import recipe_of
from spotter.errors import Invalid
from spotter.services.accept_schema import propose_schema
from spotter.stores.checks import Checks
from spotter.stores.dataset_versions import DatasetVersions
from spotter.stores.uploads import PendingUploads

NAME = DatasetName("bands")
State = dict[str, Any]


@pytest.fixture
def cloud(monkeypatch: pytest.MonkeyPatch) -> Iterator[LearningCloud]:
    with a_learning_cloud(monkeypatch) as made:
        yield made


def versions() -> DatasetVersions:
    return DatasetVersions(
        S3Objects(clients.client("s3"), "lake"), DynamoRecords(clients.client("dynamodb"), "datasets")
    )


def an_order(name: DatasetName = NAME, run: str = "run-1") -> State:
    """Define a dataset over the recorded falls, and order a version of it."""
    asked = a_request()
    definition = DatasetDefinition(TENANT, name, (SITE,), asked.since, asked.until, profile=PROFILE)
    versions().put(Dataset(TENANT, name, LATER, "ada", definition), expected=None)
    return {"order": msgspec.to_builtins(Order(run, definition, LATER, "ada"))}


def test_days_made_beside_one_another_are_the_version_made_in_one_go(cloud: LearningCloud) -> None:
    cloud.record_falls()
    freeze = a_task("preprocess", "freeze")
    whole, split = an_order(DatasetName("whole")), an_order(DatasetName("split"))

    at_once = freeze(whole)
    days = freeze(split | {"step": "days"})["days"]
    for day in days:
        assert freeze(split | {"step": "day", "day": day}) == {}
    before = versions().dataset(TENANT, DatasetName("split")).document.head
    together = freeze(split)

    assert at_once["finished"]
    assert (before, together["rows"]) == (None, at_once["rows"])
    one, other = (versions().manifest(TENANT, DatasetName(name)) for name in ("whole", "split"))
    assert one.parts == other.parts


def test_a_frozen_version_is_summed_up_by_the_check_and_held_against_an_accepted_schema(
    cloud: LearningCloud,
) -> None:
    cloud.record_falls()
    order = an_order()
    made = a_task("preprocess", "freeze")(order)
    asked = CheckOrder("run-3", TENANT, NAME, made["version"], "ada", infer=True)

    summed = a_task("check", "check")({"check": msgspec.to_builtins(asked)})

    lake, kept = (
        S3Objects(clients.client("s3"), "lake"),
        DynamoRecords(clients.client("dynamodb"), "datasets"),
    )
    checks = Checks(lake, kept)
    proposal = propose_schema(versions(), checks, TENANT, NAME, made["version"])
    checks.accept(DatasetSchema(TENANT, NAME, 1, proposal.source, proposal.columns, "ada", LATER))
    again = a_task("preprocess", "freeze")(order)
    held = a_task("check", "check")(order | {"extraction": again})
    assert (summed, made["has_schema"]) == ({"finished": True, "outcomes": [], "trainings": []}, False)
    assert again["has_schema"]
    assert held == {"finished": True, "outcomes": ["as_expected"], "trainings": []}


@pytest.mark.usefixtures("cloud")
def test_an_upload_is_loaded_by_the_same_task() -> None:
    lake = S3Objects(clients.client("s3"), "lake")
    lake.put("uploads/1", b"at,ch4\n2026-11-24,0.5\n")
    pending = PendingUploads(DynamoRecords(clients.client("dynamodb"), "datasets"))
    pending.add(TENANT, NAME, Upload("1", "a.csv", "uploads/1", "t", 24, 1, LATER, "ada"))
    load = Load("run-2", TENANT, NAME, "1", SheetOptions(), append=False, by="ada")

    made = a_task("preprocess", "freeze")({"load": msgspec.to_builtins(load)})

    assert (made["finished"], made["rows"]) == (True, 1)
    assert versions().manifest(TENANT, NAME).version == made["version"]


@pytest.mark.usefixtures("cloud")
def test_a_recipe_is_done_to_a_version_by_a_task_of_its_own() -> None:
    lake = S3Objects(clients.client("s3"), "lake")
    lake.put("uploads/1", b"ch4,co\n0.5,1\n,2\n0.7,3\n")
    pending = PendingUploads(DynamoRecords(clients.client("dynamodb"), "datasets"))
    pending.add(TENANT, NAME, Upload("1", "a.csv", "uploads/1", "t", 24, 1, LATER, "ada"))
    load = Load("run-2", TENANT, NAME, "1", SheetOptions(), append=False, by="ada")
    source = a_task("preprocess", "freeze")({"load": msgspec.to_builtins(load)})["version"]
    recipe = recipe_of({"steps": [{"step": "fill_mean"}]})
    order = PreparingOrder("run-3", TENANT, NAME, source, recipe, "fill@1", "ada")

    made = a_task("preprocess", "prepare")({"prepare": msgspec.to_builtins(order)})

    manifest = versions().manifest(TENANT, NAME, made["version"])
    assert (made["finished"], made["rows"], manifest.parent) == (True, 3, source)
    assert [column.missing for column in manifest.columns if column.name == "ch4"] == [0]
    with pytest.raises(Invalid, match="this is no preparation"):
        a_task("preprocess", "prepare")({"load": msgspec.to_builtins(load)})


@pytest.mark.usefixtures("cloud")
@pytest.mark.parametrize("state", [{}, {"order": {"run": 1}}, {"step": "half"}])
def test_what_is_no_extraction_is_refused(state: State) -> None:
    with pytest.raises(Invalid, match="this is no extraction"):
        a_task("preprocess", "freeze")(state)
