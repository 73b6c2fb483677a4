"""functions/console: recipes."""

from __future__ import annotations

from typing import Any

import msgspec
import pytest
from fastapi.testclient import TestClient

from builders.console import A_TRAINING, FIRST, LABEL, TRAININGS
from builders.operators import a_supervisor
from builders.web import ConsolePlatform
from spotter.contracts.learning import TrainingRequest

FILL = {"steps": [{"step": "fill_median"}, {"step": "scale_robust"}]}


def test_a_recipe_is_kept_in_versions_and_explained(engineer: TestClient) -> None:
    first = engineer.put("/v1/recipes/fill", json=FILL).json()
    same = engineer.put("/v1/recipes/fill", json=FILL).json()
    second = engineer.put("/v1/recipes/fill", json={"steps": [{"step": "fill_mean"}]}).json()

    assert (first["version"], same["version"], second["version"]) == (1, 1, 2)
    assert first["explained"][0].startswith("1. fill_median: fill with the column's median")
    assert engineer.get("/v1/recipes/fill").json() == second
    assert engineer.get("/v1/recipes/fill", params={"version": 1}).json() == first
    assert [each["version"] for each in engineer.get("/v1/recipes").json()["recipes"]] == [2]


def test_only_engineers_write_recipes(platform: ConsolePlatform, engineer: TestClient) -> None:
    supervisor = platform.client(a_supervisor())
    engineer.put("/v1/recipes/fill", json=FILL)

    assert supervisor.put("/v1/recipes/fill", json=FILL).status_code == 403
    assert supervisor.get("/v1/recipes/fill").status_code == 200


@pytest.mark.parametrize(
    ("body", "status", "sentence"),
    [
        ({"steps": [{"step": "fill_meen"}]}, 422, "did you mean fill_mean?"),
        ({"steps": [{"step": "fill_knn", "neighbours": 0}]}, 422, "step 1, neighbours"),
        ({"steps": []}, 422, ""),
        ({"steps": [{"step": "balance_over"}, {"step": "fill_mean"}]}, 422, "must come last"),
    ],
)
def test_what_is_no_recipe_is_refused(
    engineer: TestClient, body: dict[str, Any], status: int, sentence: str
) -> None:
    refused = engineer.put("/v1/recipes/fill", json=body)

    assert refused.status_code in {400, status}
    assert sentence in refused.text
    assert engineer.get("/v1/recipes/fill").status_code == 404


def test_every_step_is_listed(engineer: TestClient) -> None:
    steps = engineer.get("/v1/recipe-steps").json()["steps"]

    assert len(steps) == 32
    assert steps[0]["parameters"][0]["meaning"]


def test_a_training_pins_the_version_of_its_recipe(engineer: TestClient, platform: ConsolePlatform) -> None:
    engineer.put(LABEL, json={"intervals": [FIRST]})
    engineer.put("/v1/recipes/fill", json=FILL)

    answer = engineer.post(TRAININGS, json={**A_TRAINING, "recipe": "fill"})

    payload = platform.trainings.payloads[answer.json()["training"]]
    assert msgspec.json.decode(payload, type=dict[str, TrainingRequest])["request"].recipe == "fill@1"


@pytest.mark.parametrize(
    ("recipe", "status", "sentence"),
    [
        ("fill", 404, "no recipe named fill"),
        ("ahead", 422, "looks into the future"),
        ("ahead@7", 404, "ahead@7"),
    ],
)
def test_a_training_whose_recipe_could_not_be_live_is_refused(
    engineer: TestClient, recipe: str, status: int, sentence: str
) -> None:
    engineer.put(LABEL, json={"intervals": [FIRST]})
    engineer.put("/v1/recipes/ahead", json={"steps": [{"step": "smooth_median", "causal": False}]})

    refused = engineer.post(TRAININGS, json={**A_TRAINING, "recipe": recipe})

    assert refused.status_code in {status, 400 if status == 422 else status}
    assert sentence in refused.text
