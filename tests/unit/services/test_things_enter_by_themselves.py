"""Whatever is made enters the catalogue at once, by itself; and what was missed, by the next sweep."""

from __future__ import annotations

from datetime import timedelta

import msgspec
import pytest

from builders.archive import a_reading
from builders.console import a_device
from builders.datasets import NAME, NOON
from builders.desk import Desk, a_desk
from builders.learning import FALL, LATER, MODEL, SITE, TENANT, high_last_value
from spotter.adapters.memory.records import MemoryRecords
from spotter.contracts.labels import Interval
from spotter.contracts.names import RecipeName
from spotter.contracts.recipes import Recipe
from spotter.contracts.steps import FillMedian
from spotter.errors import Unavailable
from spotter.ports.records import Key, Record
from spotter.services.delete_version import delete_version
from spotter.services.mark_label import mark_label
from spotter.services.promote_candidate import promote_candidate
from spotter.services.put_recipe import put_recipe
from spotter.services.roll_back import roll_back
from spotter.services.show_training import show_training
from spotter.stores.catalogue import Catalogue
from spotter.stores.code_version import code_version


@pytest.fixture
def desk() -> Desk:
    return a_desk()


def known(desk: Desk, id_: str) -> dict[str, object]:
    """Say what the catalogue says of a thing; an attribute with several values has them in a list."""
    said: dict[str, list[object]] = {}
    for triple in desk.catalogue.entry(TENANT, id_).triples:
        said.setdefault(triple.attribute, []).append(triple.value)
    return {name: values[0] if len(values) == 1 else values for name, values in said.items()}


def test_a_version_of_a_dataset_enters_with_its_run_and_its_code(desk: Desk) -> None:
    version = desk.datasets.version()

    id_ = f"dataset/{NAME}/{version.version}"
    said = known(desk, id_)
    files = desk.catalogue.entry(TENANT, id_).files
    assert desk.found("kind:dataset site:pit rows>10 NOT drift:*") == [id_]
    assert (said["rows"], said["origin"], said["current"]) == (20.0, "extracted", True)
    assert (said["span"], said["checksum"]) == (19.0, version.parts.root)
    assert said["parent"] == f"code/spotter/{code_version()}"
    assert known(desk, f"code/spotter/{code_version()}")["checksum"] == code_version()
    assert desk.found(f"kind:run made:{id_}") == [f"run/{NAME}/run-1"]
    assert {file.key.split("/")[3] for file in files} == {"versions", "parts"}


def test_the_current_version_and_the_deleted_one_are_known_as_such(desk: Desk) -> None:
    stores = desk.datasets.stores
    first = desk.datasets.version().version
    desk.datasets.archive.arrive([a_reading(50, {"ch4": 1.0}, device="helmet-7")])
    second = desk.datasets.version(known_at=NOON + timedelta(hours=1), run="run-2").version
    assert first != second

    assert desk.found("kind:dataset current:true") == [f"dataset/{NAME}/{second}"]

    roll_back(stores.versions, desk.catalogue, TENANT, NAME, first)
    assert desk.found("kind:dataset current:true") == [f"dataset/{NAME}/{first}"]

    delete_version(stores.versions, desk.catalogue, lambda: NOON, TENANT, NAME, first, by="ada", why="wet")
    assert desk.found("kind:dataset") == [f"dataset/{NAME}/{second}"]
    assert desk.found("kind:dataset is:retired") == [f"dataset/{NAME}/{first}"]
    assert desk.catalogue.entry(TENANT, f"dataset/{NAME}/{first}").retired == "deleted: wet (ada)"
    assert desk.swept().noted == ("profile/wrist/1", "labels/fall/pit.1")


def test_a_training_enters_with_what_it_was_made_from_and_what_it_made(desk: Desk) -> None:
    desk.write_down()
    version = desk.train()

    (run,) = desk.found("kind:run does:training")
    model = known(desk, f"model/{MODEL}/{version}")
    training_set = f"dataset/{MODEL}/{desk.workshop.models.candidate(TENANT, MODEL, version).dataset}"
    assert known(desk, run)["status"] == "running"
    assert known(desk, run)["parent"] == "recipe/fill/1"
    assert model["parent"] == [training_set, "recipe/fill/1"]
    assert (model["verdict"], model["live"], model["algorithm"]) == ("promote", True, "boosted_tree")
    assert known(desk, training_set)["origin"] == "windows"
    assert desk.found("kind:model live:true validated.recall>0.6 seed:0") == [f"model/{MODEL}/{version}"]


def test_how_a_training_ended_is_known_to_whoever_looks_and_to_the_sweep(desk: Desk) -> None:
    desk.write_down()
    version = desk.train()
    (name,) = desk.trainings.payloads
    output = b'{"dataset": null, "candidate": {"version": "%s", "trials": 1, "rounds": 1, "spent_s": 1.0,'
    output = output % version.encode() + b' "threshold": 0.3, "scores": {}}}'
    desk.trainings.finish(name, "SUCCEEDED", output=output.decode())

    show_training(desk.trainings, desk.workshop.models, TENANT, MODEL, name)

    assert known(desk, f"run/{MODEL}/{name}")["status"] == "succeeded"
    assert known(desk, f"run/{MODEL}/{name}")["made"] == f"model/{MODEL}/{version}"

    desk.trainings.finish(name, "FAILED", cause="never looked at again")
    assert f"run/{MODEL}/{name}" not in desk.swept().noted


def test_the_model_that_was_replaced_is_live_no_more(desk: Desk) -> None:
    desk.write_down()
    first, shop = desk.train(), desk.workshop
    dataset = shop.models.candidate(TENANT, MODEL, first).dataset
    better = shop.add_candidate(high_last_value, text="better", dataset=dataset, threshold=0.3)
    shop.validate(TENANT, MODEL, better.version)

    promote_candidate(shop.models, shop.clock, tenant=TENANT, model=MODEL, version=better.version)

    assert desk.found("kind:model live:true") == [f"model/{MODEL}/{better.version}"]
    assert desk.found("kind:model live:false") == [f"model/{MODEL}/{first}"]


def test_labels_enter_with_every_change_and_a_training_names_those_it_learned_from(desk: Desk) -> None:
    shop = desk.workshop
    device = msgspec.structs.replace(a_device("band-1", SITE), tenant=TENANT)
    shop.registry.put_device(device, expected=None)
    later = Interval(device.name, LATER, LATER + timedelta(seconds=9))

    mark_label(shop.models, shop.registry, (TENANT, SITE, FALL), [later], by="kim", now=LATER)
    desk.write_down()
    version = desk.train()

    assert desk.found("kind:labels") == ["labels/fall/pit.2"]
    assert desk.catalogue.entry(TENANT, "labels/fall/pit.2").made_by == "kim"
    training_set = desk.workshop.models.candidate(TENANT, MODEL, version).dataset
    assert "labels/fall/pit.2" in str(known(desk, f"dataset/{MODEL}/{training_set}")["parent"])


def test_a_sweep_finds_what_nobody_noted_and_nothing_twice(desk: Desk) -> None:
    desk.write_down()
    desk.choose()
    desk.study()
    desk.train()
    desk.datasets.version()
    digest = "d1" * 32
    desk.kept.lake.put(f"updates/{TENANT}/model/{digest}", b"somebody's own")

    swept = desk.swept()

    assert set(swept.noted) == {
        "profile/wrist/1",
        "labels/fall/pit.1",
        "rules/pit/1",
        "run/night/20260902T080000",
        f"model/carried-by-gateways/{digest[:16]}",
    }
    assert (swept.failed, swept.is_complete) == (0, True)
    assert desk.swept().noted == ()


class BrokenRecords(MemoryRecords):
    """Records that do not answer."""

    def get(self, key: Key) -> Record | None:
        raise Unavailable("the table does not answer", key=key)


def test_a_catalogue_that_is_down_keeps_nobody_from_anything_and_misses_nothing(desk: Desk) -> None:
    down = Catalogue(BrokenRecords())
    recipes, recipe = desk.workshop.models.recipes, Recipe((FillMedian(),))

    kept = put_recipe(recipes, down, TENANT, RecipeName("late"), recipe, actor="kim", now=LATER)

    assert kept.version == 1
    assert desk.found("kind:recipe") == []
    assert "recipe/late/1" in desk.swept().noted
    assert desk.found("kind:recipe step:fill_median") == ["recipe/late/1"]
