"""functions/archive: exposures of workers over HTTP, for those who answer for people."""

from __future__ import annotations

import pytest

from builders.archive import PROFILE, SITE, TENANT, at
from builders.operators import a_supervisor, an_engineer
from builders.web import ArchivePlatform, an_archive_platform
from spotter.contracts.assignments import Assignment
from spotter.contracts.names import DeviceName, WorkerName
from spotter.contracts.profiles import Profile
from spotter.contracts.sites import Site
from unit.services.test_reckon_exposure import CHANNELS, a_shift

SHIFT = f"/v1/sites/{SITE}/workers/kim/exposures/20261124T0600"
BODY = {"end": "2026-11-24T14:00:00Z"}


@pytest.fixture
def platform() -> ArchivePlatform:
    platform = an_archive_platform()
    platform.registry.put_site(Site(TENANT, SITE, "The pit", ()), expected=None)
    platform.registry.add_profile(Profile(TENANT, PROFILE, 1, CHANNELS))
    kim, helmet = WorkerName("kim"), DeviceName("helmet-7")
    platform.assignments.add(Assignment(TENANT, helmet, 1, kim, at(0), None, at(0), by="olga"))
    return platform


def test_late_data_makes_a_second_version_and_the_first_stays(platform: ArchivePlatform) -> None:
    client = platform.client(a_supervisor())
    shift = a_shift(3)
    platform.archive.arrive(shift[:40])
    client.put(SHIFT, json=BODY)
    platform.archive.arrive(shift[40:])

    second = client.put(SHIFT, json=BODY).json()
    shown = client.get(SHIFT).json()
    listed = client.get(f"/v1/sites/{SITE}/exposures", params={"worker": "kim"}).json()

    assert (second["version"], second["reasons"]) == (2, ["late data"])
    assert shown["current"] == second
    assert [each["version"] for each in shown["superseded"]] == [1]
    assert listed["shifts"] == [second]
    assert {"lower", "estimate", "upper", "coverage"} == set(second["exposures"][0]["bounds"])


@pytest.mark.parametrize("path", [SHIFT, f"/v1/sites/{SITE}/exposures"])
def test_exposures_are_for_those_who_answer_for_people(platform: ArchivePlatform, path: str) -> None:
    assert platform.client(an_engineer()).get(path).status_code == 403
    assert platform.client(a_supervisor(tenant="other")).get(path).status_code == 404


def test_a_shift_that_cannot_be_is_refused_by_name(platform: ArchivePlatform) -> None:
    client = platform.client(a_supervisor())

    assert client.get(SHIFT).status_code == 404
    assert client.put(SHIFT.replace("1124T", "1324T"), json=BODY).status_code == 400
    assert "end" in client.put(SHIFT, json={"end": "2026-11-26T14:00:00Z"}).text
