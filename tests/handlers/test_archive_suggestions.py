"""functions/archive: what to label next."""

from __future__ import annotations

from datetime import timedelta

import pytest
from fastapi.testclient import TestClient

from builders.archive import at
from builders.operators import a_supervisor, an_engineer
from builders.web import ArchivePlatform, an_archive_platform
from spotter.contracts.annotations import Annotation, Opinion
from spotter.contracts.names import DeviceName, LabelName, ModelName, SiteName, Tenant
from spotter.contracts.predictions import Prediction
from spotter.contracts.sites import Site

ACME, PIT = Tenant("acme"), SiteName("north-pit")
FALLS = "/v1/sites/north-pit/models/falls/suggestions"


@pytest.fixture
def platform() -> ArchivePlatform:
    platform = an_archive_platform()
    platform.registry.put_site(Site(ACME, PIT, "North pit"), expected=None)
    scores = {"early": (0, 0.41), "near": (30 * 3600, 0.42), "far": (31 * 3600, 0.9)}
    for name, (second, score) in scores.items():
        said = Prediction(
            ACME, PIT, DeviceName("helmet-7"), name, at(second), ModelName("falls"), "v1", score, 0.4
        )
        platform.predictions.keep([said], batch=name)
    return platform


@pytest.fixture
def engineer(platform: ArchivePlatform) -> TestClient:
    return platform.client(an_engineer())


def test_the_least_sure_of_the_last_day_come_first(engineer: TestClient) -> None:
    answer = engineer.get(FALLS).json()

    assert [each["score"] for each in answer["suggestions"]] == [0.42, 0.9]
    assert (answer["batches"], answer["read"]) == (2, 2)


def test_what_somebody_has_said_already_is_not_asked_again(
    platform: ArchivePlatform, engineer: TestClient
) -> None:
    helmet, moment = DeviceName("helmet-7"), at(30 * 3600)
    span = moment - timedelta(seconds=5), moment + timedelta(seconds=5)
    opinion = Opinion(LabelName("walk"), "kim", (Annotation(helmet, *span),), "ada", moment)
    platform.models.annotations.put_all(ACME, PIT, [(opinion, None)])

    answer = engineer.get(FALLS, params={"label": "fall"}).json()

    assert [each["score"] for each in answer["suggestions"]] == [0.9]


def test_the_time_may_be_named(engineer: TestClient) -> None:
    span = {"since": at(0).isoformat(), "until": (at(0) + timedelta(hours=1)).isoformat()}

    answer = engineer.get(FALLS, params={**span, "most": 1}).json()

    assert [each["score"] for each in answer["suggestions"]] == [0.41]


@pytest.mark.parametrize(
    ("path", "query", "status"),
    [
        (FALLS.replace("falls", "gas"), {}, 404),
        (FALLS.replace("north", "south"), {}, 404),
        (FALLS, {"since": "2026-01-01T00:00:00Z"}, 400),
        (FALLS, {"most": "0"}, 400),
    ],
)
def test_what_cannot_be_suggested_from_is_refused(
    engineer: TestClient, path: str, query: dict[str, str], status: int
) -> None:
    assert engineer.get(path, params=query).status_code == status


def test_suggestions_are_for_engineers_of_the_tenant(platform: ArchivePlatform) -> None:
    assert platform.client(a_supervisor()).get(FALLS).status_code == 403
    assert platform.client(an_engineer("other")).get(FALLS).status_code == 404
