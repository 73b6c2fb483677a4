"""Recipes done to versions over HTTP: asked for, refused at once where they cannot be, and told."""

from __future__ import annotations

from typing import Any

import pytest

from builders.archive import TENANT
from builders.datasets import NOON
from builders.datasets_web import DATASET, DatasetsPlatform, with_readings
from builders.operators import a_supervisor
from spotter.contracts.names import RecipeName
from spotter.contracts.recipes import RecipeVersion
from spotter.domain.recipes.reading import recipe_of

PREPARATIONS = f"{DATASET}/versions/current/preparations"


@pytest.fixture
def platform() -> DatasetsPlatform:
    made = with_readings()
    made.extracted()
    said = recipe_of({"steps": [{"step": "fill_median"}, {"step": "scale_min_max", "columns": ["ch4"]}]})
    made.recipes.add(RecipeVersion(TENANT, RecipeName("fill"), 1, said, "ada", NOON))
    return made


def done(platform: DatasetsPlatform, **body: object) -> dict[str, Any]:
    """Ask for a preparation, do what the machine would do, and tell how it stands."""
    started = platform.client().post(PREPARATIONS, json={"recipe": "fill", **body})
    assert started.status_code == 202, started.text
    run = started.json()["run"]
    platform.made(run)
    platform.runs.finish(run, "SUCCEEDED")
    answer: dict[str, Any] = platform.client().get(f"{DATASET}/preparations/{run}").json()
    return answer


def test_a_recipe_makes_a_version_that_says_what_it_was_made_from(platform: DatasetsPlatform) -> None:
    source = platform.client().get(f"{DATASET}/versions/current").json()["version"]

    told = done(platform)

    shown = platform.client().get(f"{DATASET}/versions/{told['version']}").json()
    assert (shown["origin"], shown["parent"], shown["recipe"]) == ("prepared", source, "fill@1")
    filled = next(each for each in told["report"]["columns"] if each["column"] == "co")
    assert (filled["before"]["missing"], filled["filled"]) == (5, {"1. fill_median": 5})
    assert platform.client().get(f"{DATASET}/versions/current").json()["version"] == source
    why = platform.client().get(f"{DATASET}/versions/{told['version']}/preparation").json()
    assert (why["recipe"], why["report"]["made"]) == ("fill@1", told["version"])
    assert why["explained"][0].startswith("1. ")


def test_a_sample_is_told_and_makes_no_version(platform: DatasetsPlatform) -> None:
    told = done(platform, sample=10)

    assert (told["version"], told["report"]["rows_before"]) == (None, 10)
    assert len(platform.client().get(DATASET).json()["versions"]) == 1


@pytest.mark.parametrize(
    ("body", "status", "words"),
    [
        ({"recipe": "none"}, 404, "no recipe named none"),
        ({"recipe": "fill@x"}, 400, "fill@x is not NAME or NAME@VERSION"),
        ({"label": "dust"}, 400, "there is no column dust; there are arrived, at, ch4, co"),
        ({"drop": ["ch4", "co"]}, 400, "no numeric column to prepare"),
        ({"sample": 3}, 400, "greater than or equal to 10"),
    ],
)
def test_what_cannot_be_is_refused_before_a_run_begins(
    platform: DatasetsPlatform, body: dict[str, object], status: int, words: str
) -> None:
    runs = len(platform.runs.payloads)

    refused = platform.client().post(PREPARATIONS, json={"recipe": "fill", **body})

    assert (refused.status_code, len(platform.runs.payloads)) == (status, runs)
    assert words in refused.text


def test_only_engineers_prepare_and_see_what_it_did(platform: DatasetsPlatform) -> None:
    refused = platform.client(a_supervisor()).post(PREPARATIONS, json={"recipe": "fill"})

    assert refused.status_code == 403


def test_a_version_that_no_recipe_made_has_no_preparation(platform: DatasetsPlatform) -> None:
    assert platform.client().get(f"{DATASET}/versions/current/preparation").status_code == 404


def test_nobody_finds_a_run_of_another_dataset(platform: DatasetsPlatform) -> None:
    assert platform.client().get(f"{DATASET}/preparations/somebody-elses").status_code == 404
