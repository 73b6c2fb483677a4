"""Who sees what of datasets: rows, names of workers, what is measured on bodies, other tenants."""

from __future__ import annotations

import pytest

from builders.archive import TENANT, a_reading, at
from builders.datasets_web import DATASET, DatasetsPlatform, Json, content_of, with_readings
from builders.operators import a_supervisor, an_engineer, an_operator, claims_of
from spotter.contracts.assignments import Assignment
from spotter.contracts.names import DeviceName, ProfileName, WorkerName
from spotter.contracts.profiles import Channel, ChannelType, Profile


@pytest.fixture
def platform() -> DatasetsPlatform:
    return with_readings()


def test_names_of_workers_are_for_those_who_may_know_them(platform: DatasetsPlatform) -> None:
    platform.datasets.stores.assignments.add(
        Assignment(TENANT, DeviceName("helmet-7"), 1, WorkerName("kim"), at(0), None, at(10), "ada")
    )
    platform.extracted()
    url = f"{DATASET}/versions/current/parts"
    both = platform.client(claims_of("engineer", "operator"))

    refused = platform.client(an_engineer()).get(url, params={"names": "true"})
    plain = platform.client(an_engineer()).get(url).json()
    named = both.get(url, params={"names": "true"}).json()
    preview = platform.client().get(f"{DATASET}/versions/current/rows", params={"limit": 2}).json()

    assert refused.status_code == 403
    assert b"kim" not in content_of(platform, plain["parts"][0])
    assert content_of(platform, named["parts"][0]).count(b",kim,") == 20
    assert preview["rows"][0]["worker"].startswith("w-")


def test_what_bodies_come_down_to_is_for_engineers(platform: DatasetsPlatform) -> None:
    datasets = platform.datasets
    pulse = Profile(TENANT, ProfileName("band"), 1, {"pulse": Channel(ChannelType.NUMBER, "bpm")})
    datasets.stores.registry.add_profile(pulse)
    datasets.archive.arrive([a_reading(1, {"pulse": 61.0}, device="band-1")])
    platform.extracted()

    def seen(who: dict[str, str]) -> dict[str, Json]:
        shown = platform.client(who).get(f"{DATASET}/versions/current").json()
        return {column["name"]: column for column in shown["columns"]}

    for_engineers, for_others = seen(an_engineer()), seen(a_supervisor())
    assert for_engineers["pulse"]["mean"] == 61.0
    assert for_others["pulse"]["present"] == 1
    assert [for_others["pulse"][said] for said in ("minimum", "mean", "maximum", "constant")] == [None] * 4
    assert for_others["ch4"] == for_engineers["ch4"]


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("PUT", ""),
        ("POST", "/extractions"),
        ("POST", "/rollback"),
        ("POST", "/versions/current/delete"),
        ("GET", "/versions/current/rows"),
        ("GET", "/versions/current/parts"),
        ("GET", f"/versions/current/difference?to={'0' * 16}"),
    ],
)
@pytest.mark.parametrize("who", [a_supervisor(), an_operator()], ids=["supervisor", "operator"])
def test_rows_and_changes_are_for_engineers(
    platform: DatasetsPlatform, method: str, path: str, who: dict[str, str]
) -> None:
    assert platform.client(who).request(method, f"{DATASET}{path}", json={}).status_code == 403


def test_another_tenant_sees_nothing(platform: DatasetsPlatform) -> None:
    version = platform.extracted()
    rival = platform.client(an_engineer("rival"))

    assert rival.get("/v1/datasets").json() == {"datasets": []}
    for path in ("", "/versions/current", f"/versions/{version}", f"/versions/{version}/rows"):
        assert rival.get(f"{DATASET}{path}").status_code == 404
