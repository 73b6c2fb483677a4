"""functions/datasets with readings that move, a schema in force, and a live model that learned from them."""

from __future__ import annotations

from random import Random
from typing import Any

import msgspec

from builders.archive import PROFILE, SITE, TENANT, a_reading
from builders.datasets import NAME, NOON, forever
from builders.datasets_web import DATASET, DEFINED, DatasetsPlatform, a_datasets_platform
from builders.learning import a_card, a_request
from spotter.contracts.learning import Candidate, Champion, DatasetVersion, FrozenData
from spotter.contracts.names import ModelName
from spotter.entry.check_tasks import task_of

Json = dict[str, Any]
MODEL = ModelName("ch4-rise")
ROWS = 400


def measured(platform: DatasetsPlatform, *, first: int, centre: float) -> None:
    """Have readings of a normal spread arrive."""
    random = Random(first)  # noqa: S311 - a sample and no secret
    platform.datasets.archive.arrive(
        [
            a_reading(first + seq, {"ch4": centre + random.gauss(0, 0.1), "co": 3.0 + random.random()})
            for seq in range(ROWS)
        ]
    )


def with_version() -> tuple[DatasetsPlatform, str]:
    """Make a dataset of one profile with a version."""
    platform = a_datasets_platform()
    measured(platform, first=0, centre=1.0)
    assert platform.client().put(DATASET, json=DEFINED | {"profile": PROFILE}).status_code == 200
    return platform, platform.extracted()


def posted(platform: DatasetsPlatform, path: str, body: Json | None = None) -> Json:
    """Ask for a check, and do what the machine would do."""
    answer = platform.client().post(f"{DATASET}/versions/{path}", json=body)
    assert answer.status_code == 202, answer.text
    platform.made(answer.json()["run"])
    found = platform.client().get(f"{DATASET}/versions/{path}")
    assert found.status_code == 200, found.text
    return dict(found.json())


def accepted(platform: DatasetsPlatform, version: str, **rules: Json) -> Json:
    """Infer a schema, change some rules as a person would, and accept it."""
    proposal = posted(platform, f"{version}/schema")
    columns = proposal["columns"]
    for column, rule in rules.items():
        columns[column] |= rule
    body = {"source": version, "columns": columns, "why": "reviewed"}
    answer = platform.client().put(f"{DATASET}/schema", json=body)
    assert answer.status_code == 200, answer.text
    platform.made(answer.json()["check"])
    return dict(answer.json())


def later(platform: DatasetsPlatform, *, centre: float) -> str:
    """Extract a later stretch of what is measured, as a version of its own."""
    measured(platform, first=20_000, centre=centre)
    later_only = DEFINED | {"profile": PROFILE, "since": "2026-11-24T05:00:00Z"}
    assert platform.client().put(DATASET, json=later_only).status_code == 200
    return platform.extracted()


def later_checked(platform: DatasetsPlatform, *, centre: float) -> str:
    """Extract a later stretch, and do the check that the machine does next."""
    version = later(platform, centre=centre)
    (*_, payload) = (told for told in platform.runs.payloads.values() if "order" in told)
    state = msgspec.json.decode(payload) | {"extraction": {"finished": True, "version": version}}
    platform.datasets.check(task_of(state).asked, left_s=forever)
    return version


def validation(platform: DatasetsPlatform, version: str) -> Json:
    """Read the last result of a version."""
    return dict(platform.client().get(f"{DATASET}/versions/{version}/validation").json())


def live_model(platform: DatasetsPlatform, learned_from: str) -> DatasetVersion:
    """Make a live model that learned from a version."""
    request = a_request(model=MODEL, site=SITE, profile=PROFILE, dataset=FrozenData(NAME, learned_from))
    request = msgspec.structs.replace(request, tenant=TENANT)
    windows = DatasetVersion(TENANT, MODEL, "w1", request, (), (), 1, 1, (), (), NOON, NOON, NOON)
    models = platform.datasets.models
    models.add_dataset(windows)
    models.add_candidate(Candidate(TENANT, MODEL, "m1", "w1", SITE, PROFILE, "key", a_card("text")))
    models.move_champion(Champion(TENANT, MODEL, "m1", SITE, PROFILE, NOON), expected=None)
    return windows
