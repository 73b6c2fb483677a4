"""functions/devices: a changed profile is tried on the last 7 days, and devices move to it and back."""

from __future__ import annotations

import base64
from collections.abc import Callable
from datetime import datetime, timedelta
from functools import partial
from typing import Any

import msgspec
import pytest
from fastapi.testclient import TestClient

from builders.web import A_REGISTRATION, NOW, DevicesPlatform, a_devices_platform, with_a_site
from spotter.contracts.dry_runs import DryRun
from spotter.contracts.names import DeviceName, ProfileName, SiteName, Tenant
from spotter.contracts.profiles import Channel
from spotter.contracts.readings import Reading, Refusal, RefusalReason
from spotter.errors import Invalid
from spotter.services.define_profile import draft_profile
from spotter.services.dry_run_profile import DryRunProfile
from spotter.stores.lake import Archive, Quarantine
from spotter.stores.raw import RawReadings

CH4 = {"type": "number", "unit": "%", "minimum": 0, "maximum": 100, "hazard": "ch4"}
SOS = {"type": "boolean"}
NARROW = {"channels": {"ch4": CH4 | {"maximum": 2.0}, "sos": SOS, "worn_by": {"type": "string"}}}
WIDER = {"channels": {"ch4": CH4, "sos": SOS, "worn_by": {"type": "string"}, "co": {"type": "number"}}}


class Fleet:
    """A platform with a device that has measured something."""

    def __init__(self) -> None:
        self.platform: DevicesPlatform = a_devices_platform()
        self.operator: TestClient = with_a_site(self.platform)
        for device in ("helmet-7", "helmet-8"):
            body = A_REGISTRATION | {"device": device}
            assert self.operator.post("/v1/devices", json=body).status_code == 201

    def measured(self, *values: float, arrived: datetime = NOW, tenant: str = "acme") -> None:
        """Archive a reading for each value, each in an object of its own."""
        for seq, value in enumerate(values):
            reading = Reading(
                tenant=Tenant(tenant),
                site=SiteName("north-pit"),
                device=DeviceName("helmet-7"),
                profile=ProfileName("gas-helmet"),
                profile_version=1,
                boot="b",
                seq=seq,
                at=arrived,
                arrived=arrived,
                values={"ch4": value},
            )
            Archive(self.platform.lake).keep([reading], batch=f"{seq}-{value}")

    def refused(self, payload: bytes, reason: RefusalReason, position: int | None = None) -> None:
        """Quarantine something."""
        encoded = base64.b64encode(payload).decode()
        refusal = Refusal("acme", "acme_helmet-7", reason, "so it was", "d", NOW, encoded, position)
        Quarantine(self.platform.lake).keep([refusal], batch=f"{reason}-{position}")

    def dry_run(self, body: dict[str, Any], **query: int) -> dict[str, Any]:
        answer = self.operator.post("/v1/profiles/gas-helmet/dry-run", json=body, params=query)
        assert answer.status_code == 200, answer.json()
        said: dict[str, Any] = answer.json()
        return said

    def versions(self) -> dict[str, int]:
        listed = self.operator.get("/v1/devices").json()["devices"]
        return {device["name"]: device["profile_version"] for device in listed}

    def move(self, **body: Any) -> list[tuple[str, str, int, int]]:  # noqa: ANN401 - what a body holds
        answer = self.operator.post("/v1/profiles/gas-helmet/move", json=body)
        assert answer.status_code == 200, answer.json()
        return [tuple(row.values()) for row in answer.json()["rows"]]


@pytest.fixture
def fleet() -> Fleet:
    return Fleet()


def test_a_dry_run_says_by_channel_what_would_be_refused_and_changes_nothing(fleet: Fleet) -> None:
    fleet.measured(1.0, 1.5, 7.5)

    run = fleet.dry_run(NARROW)

    assert (run["version"], run["readings"], run["refused"], run["reasons"]) == (2, 3, 1, {"out_of_range": 1})
    assert run["channels"]["ch4"]["counts"] == {"kept": 2, "refused": 1}
    assert run["channels"]["ch4"]["examples"][0]["value"] == 7.5
    assert fleet.operator.get("/v1/profiles/gas-helmet").json()["version"] == 1


def test_only_the_last_seven_days_and_only_the_own_tenant_are_looked_at(fleet: Fleet) -> None:
    with_a_site(fleet.platform, "rival")
    fleet.measured(50.0, arrived=NOW - timedelta(days=8))
    fleet.measured(50.0, tenant="rival")
    fleet.measured(60.0, arrived=NOW - timedelta(days=6))

    assert fleet.dry_run(NARROW)["readings"] == 1


def test_a_change_that_loses_readings_is_refused_until_the_loss_is_accepted(fleet: Fleet) -> None:
    fleet.measured(1.0, 7.5)

    refused = fleet.operator.put("/v1/profiles/gas-helmet", json=NARROW)
    accepted = fleet.operator.put("/v1/profiles/gas-helmet?accept_loss=true", json=NARROW)

    assert (refused.status_code, refused.json()["code"]) == (409, "lossy")
    assert "would refuse 1 of 2 readings" in refused.json()["detail"]
    assert "--accept-loss" in refused.json()["detail"]
    assert (accepted.status_code, accepted.json()["version"]) == (200, 2)


def test_a_change_that_loses_nothing_is_accepted_at_once(fleet: Fleet) -> None:
    fleet.measured(1.0, 7.5)

    assert fleet.operator.put("/v1/profiles/gas-helmet", json=WIDER).json()["version"] == 2


def test_what_was_refused_before_and_would_be_taken_is_counted(fleet: Fleet) -> None:
    said = b'{"boot": "b", "seq": 9, "at": "2026-11-24T08:59:00Z", "values": {"co": 3.5}}'
    fleet.refused(said, RefusalReason.UNKNOWN_CHANNEL)
    fleet.refused(said, RefusalReason.UNKNOWN_CHANNEL, position=4)
    fleet.refused(b"rubbish", RefusalReason.MALFORMED)
    fleet.refused(said, RefusalReason.WRONG_PRINCIPAL)

    run = fleet.dry_run(WIDER)

    assert (run["quarantined"], run["regained"]) == (3, 2)


@pytest.fixture
def small_pages(fleet: Fleet) -> Callable[..., DryRun]:
    """Give a dry run in pages of five objects, over twenty-three."""
    fleet.measured(*(float(value) for value in range(23)))
    lake, registry = fleet.platform.lake, fleet.platform.registry
    run = DryRunProfile(registry, RawReadings(lake), Quarantine(lake), lambda: NOW, objects_a_page=5)
    channels = msgspec.convert(NARROW["channels"], dict[str, Channel])
    draft, _ = draft_profile(registry, Tenant("acme"), ProfileName("gas-helmet"), channels)
    return partial(run, Tenant("acme"), draft)


def test_every_object_is_on_exactly_one_page(small_pages: Callable[..., DryRun]) -> None:
    first = small_pages()
    others = [small_pages(page=page, pages=5) for page in range(1, first.pages)]

    assert (first.objects, first.pages) == (23, 5)
    assert sum(run.looked_at for run in (first, *others)) == 23
    assert sum(run.refused for run in (first, *others)) == 20


@pytest.mark.parametrize("query", [{"page": 5, "pages": 5}, {"page": 0, "pages": 1}])
def test_a_page_that_is_none_is_refused(small_pages: Callable[..., DryRun], query: dict[str, int]) -> None:
    with pytest.raises(Invalid, match="there are 5 pages now"):
        small_pages(**query)


def test_devices_stay_with_their_version_until_they_are_moved_and_can_go_back(fleet: Fleet) -> None:
    fleet.operator.put("/v1/profiles/gas-helmet", json=WIDER)
    assert fleet.versions() == {"helmet-7": 1, "helmet-8": 1}

    tried = fleet.move(dry_run=True)
    assert fleet.versions() == {"helmet-7": 1, "helmet-8": 1}
    moved = fleet.move()
    again = fleet.move()
    assert fleet.versions() == {"helmet-7": 2, "helmet-8": 2}
    back = fleet.move(undo=True, devices=["helmet-8"])

    assert moved == tried == [("helmet-7", "moved", 1, 2), ("helmet-8", "moved", 1, 2)]
    assert again == [("helmet-7", "unchanged", 2, 2), ("helmet-8", "unchanged", 2, 2)]
    assert back == [("helmet-8", "moved", 2, 1)]
    assert fleet.move(undo=True, devices=["helmet-8"]) == [("helmet-8", "unchanged", 1, 1)]
    assert fleet.versions() == {"helmet-7": 2, "helmet-8": 1}


def test_only_the_devices_that_are_named_move(fleet: Fleet) -> None:
    fleet.operator.put("/v1/profiles/gas-helmet", json=WIDER)
    fleet.operator.request("PATCH", "/v1/devices/helmet-8", json={"groups": ["night"]})

    assert fleet.move(group="night") == [("helmet-8", "moved", 1, 2)]
    assert fleet.move(site="nowhere") == []
    assert fleet.move(version=1) == [("helmet-7", "unchanged", 1, 1), ("helmet-8", "moved", 2, 1)]


def test_a_version_that_is_missing_is_named_with_those_that_there_are(fleet: Fleet) -> None:
    fleet.operator.put("/v1/profiles/gas-helmet", json=WIDER)

    shown = fleet.operator.get("/v1/profiles/gas-helmet?version=9")
    moved = fleet.operator.post("/v1/profiles/gas-helmet/move", json={"version": 9})

    sentence = "there is no profile named gas-helmet version 9; its versions are 1, 2"
    assert (shown.status_code, shown.json()["detail"]) == (404, sentence)
    assert (moved.status_code, moved.json()["detail"]) == (404, sentence)
