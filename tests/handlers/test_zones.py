"""functions/zones."""

from __future__ import annotations

from typing import Any

import msgspec
import pytest

from builders.alarm_path import a_mover, danger
from builders.operators import a_supervisor, an_engineer, an_operator
from builders.paging import a_contact
from builders.zones import SITE, TENANT, a_fix
from builders.zones_web import KIMS, LEES, ZonesPlatform, a_zones_platform
from spotter.adapters.memory.notifier import MemoryNotifier
from spotter.contracts.names import DeviceName, RuleName
from spotter.contracts.trails import Boot, Mark, Trail, milliseconds
from spotter.domain.pages.segments import segments

ZONE = "/v1/sites/pit/zones/shaft"
SHAFT: dict[str, Any] = {
    "type": "Feature",
    "geometry": {"type": "Point", "coordinates": [0.0, 0.0]},
    "properties": {"title": "Shaft 2", "kind": "exclusion", "accuracy_m": 2.0, "radius_m": 20.0},
}


@pytest.fixture
def platform() -> ZonesPlatform:
    return a_zones_platform()


def feature(**properties: object) -> dict[str, Any]:
    return {**SHAFT, "properties": {**SHAFT["properties"], **properties}}


def standing_at(platform: ZonesPlatform, device: DeviceName, *easts: float) -> None:
    fixes = [a_fix(east, at=10.0 * step - 10.0 * len(easts)) for step, east in enumerate(easts)]
    platform.where.tracks.put(TENANT, device, fixes, expected=None)


def breathing(platform: ZonesPlatform, device: DeviceName, value: float, *, ago_s: float = 10.0) -> None:
    """Let a device have measured methane some seconds ago."""
    at = milliseconds(a_fix(0, at=-ago_s).at)
    trail = Trail(boots={"b1": Boot(at, at)}, marks={"ch4": Mark(at, value, at, at)})
    platform.where.trails.put((TENANT, device), trail, expected=None)


def test_a_zone_is_drawn_shown_listed_and_removed(platform: ZonesPlatform) -> None:
    client = platform.client(an_operator("acme"))

    drawn = client.put(ZONE, json=SHAFT)

    assert drawn.status_code == 200
    assert client.get(ZONE).json() == drawn.json()
    assert drawn.json()["geometry"] == SHAFT["geometry"]
    assert client.get("/v1/sites/pit/zones").json()["features"] == [drawn.json()]
    assert client.put(ZONE, json=drawn.json()).json() == drawn.json()
    assert client.delete(ZONE).json() == drawn.json()
    assert client.get(ZONE).status_code == 404
    assert client.delete(ZONE).status_code == 404


def test_a_removed_zone_can_be_drawn_again(platform: ZonesPlatform) -> None:
    client = platform.client(an_operator("acme"))
    for method in ("put", "delete", "put"):
        answer = client.put(ZONE, json=SHAFT) if method == "put" else client.delete(ZONE)
        assert answer.status_code == 200


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"geometry": None}, "geometry.type"),
        ({"properties": {**SHAFT["properties"], "radius_m": 1.5}}, "geometry"),
        ({"properties": {**SHAFT["properties"], "time_zone": "Mars"}}, "time_zone"),
        ({"properties": {**SHAFT["properties"], "around": "helmet-9", "kind": "muster"}}, "shape"),
    ],
)
def test_a_zone_that_cannot_be_judged_is_refused_with_its_field(
    platform: ZonesPlatform, changed: dict[str, Any], field: str
) -> None:
    answer = platform.client(an_operator("acme")).put(ZONE, json=SHAFT | changed)

    assert answer.status_code == 400
    assert answer.json()["facts"]["field"] == field


def test_a_zone_around_a_machine_that_nobody_knows_is_refused(platform: ZonesPlatform) -> None:
    answer = platform.client(an_operator("acme")).put(ZONE, json=feature(around="crane-1"))

    assert answer.status_code == 404


def test_another_tenant_sees_nothing(platform: ZonesPlatform) -> None:
    platform.client(an_operator("acme")).put(ZONE, json=SHAFT)

    stranger = platform.client(an_operator("other"))
    assert stranger.get(ZONE).status_code == 404
    assert stranger.get("/v1/sites/pit/zones").status_code == 404
    assert stranger.get("/v1/sites/pit/headcount").status_code == 404


def test_where_people_are_is_not_for_everybody(platform: ZonesPlatform) -> None:
    engineer = platform.client(an_engineer("acme"))

    for path in (f"{ZONE}/occupants", "/v1/sites/pit/headcount", "/v1/sites/pit/alarms/sos.a/neighbours"):
        assert engineer.get(path).status_code == 403


def test_a_supervisor_sees_who_is_inside_and_who_went_in_and_out(platform: ZonesPlatform) -> None:
    platform.client(an_operator("acme")).put(ZONE, json=SHAFT)
    standing_at(platform, KIMS, 100.0, 0.0)
    standing_at(platform, LEES, 0.0, 100.0, 100.0, 100.0)

    answer = platform.client(a_supervisor("acme")).get(f"{ZONE}/occupants").json()

    assert [each["subject"] for each in answer["inside"]] == ["worker~kim"]
    moves = [(each["subject"], each["movement"]) for each in answer["moved"] if each["movement"] != "dwelt"]
    assert moves == [("worker~lee", "left"), ("worker~kim", "entered"), ("worker~lee", "entered")]


def test_heads_are_counted_those_first_of_whom_least_is_known(platform: ZonesPlatform) -> None:
    platform.client(an_operator("acme")).put(ZONE, json=feature(kind="muster"))
    standing_at(platform, KIMS, 0.0)

    count = platform.client(a_supervisor("acme")).get("/v1/sites/pit/headcount").json()

    assert (count["mustered"], count["not_mustered"], count["unknown"]) == (1, 0, 1)
    assert [head["worker"] for head in count["heads"]] == ["lee", "kim"]


def test_an_evacuation_of_tomorrow_cannot_be_counted(platform: ZonesPlatform) -> None:
    query = {"since": "2027-01-01T00:00:00Z"}

    assert (
        platform.client(a_supervisor("acme")).get("/v1/sites/pit/headcount", params=query).status_code == 400
    )


@pytest.mark.parametrize(
    ("methane", "ago_s", "advice"), [(0.1, 10, "help"), (2.0, 10, "stay_out"), (0.1, 600, "stay_out")]
)
def test_a_neighbour_is_sent_only_into_air_that_is_known_to_be_good(
    platform: ZonesPlatform, methane: float, ago_s: float, advice: str
) -> None:
    standing_at(platform, KIMS, 0.0)
    standing_at(platform, LEES, 90.0)
    breathing(platform, KIMS, methane, ago_s=ago_s)
    if methane >= 1.0:
        a_mover(platform.ledger, platform.where.registry, MemoryNotifier())(danger(0, methane))
    pressed = _pressed(platform)

    told = platform.client(a_supervisor("acme")).get(f"/v1/sites/pit/alarms/{pressed}/neighbours").json()

    assert [(each["worker"], each["advice"]) for each in told["neighbours"]] == [("lee", advice)]


@pytest.mark.parametrize(("methane", "word"), [(0.1, "GO AND HELP"), (2.0, "STAY OUT")])
def test_neighbours_are_told_once_what_to_do_and_the_ledger_says_so(
    platform: ZonesPlatform, methane: float, word: str
) -> None:
    standing_at(platform, KIMS, 0.0)
    standing_at(platform, LEES, 90.0)
    breathing(platform, KIMS, methane, ago_s=10)
    if methane >= 1.0:
        a_mover(platform.ledger, platform.where.registry, MemoryNotifier())(danger(0, methane))
    platform.people.put_contact(a_contact("lee", "+821000000042"), expected=None)
    path = f"/v1/sites/pit/alarms/{_pressed(platform)}/neighbours"
    supervisor = platform.client(a_supervisor("acme"))

    first, again = supervisor.post(path), supervisor.post(path)

    assert [(each["worker"], each["told"]) for each in first.json()["neighbours"]] == [("lee", True)]
    assert again.json() == first.json()
    (text,) = [message.text for message in platform.pager.outbox]
    assert text.startswith(word)
    assert segments(text) == 1
    lines = platform.ledger.transitions(TENANT, SITE, path.split("/")[-2])
    assert any("neighbours alerted: lee (90 m)" in (line.note or "") for line in lines)
    assert platform.client(an_engineer("acme")).post(path).status_code == 403


def test_a_neighbour_without_a_contact_is_named_as_not_told(platform: ZonesPlatform) -> None:
    standing_at(platform, KIMS, 0.0)
    standing_at(platform, LEES, 90.0)

    answer = platform.client(a_supervisor("acme")).post(
        f"/v1/sites/pit/alarms/{_pressed(platform)}/neighbours"
    )

    assert [(each["told"], each["advice"]) for each in answer.json()["neighbours"]] == [(False, "stay_out")]
    assert platform.pager.outbox == []


def test_nobody_is_sent_to_somebody_whose_place_is_not_known(platform: ZonesPlatform) -> None:
    answer = platform.client(a_supervisor("acme")).get(
        f"/v1/sites/pit/alarms/{_pressed(platform)}/neighbours"
    )

    assert answer.status_code == 400
    assert "nobody knows where" in answer.json()["detail"]


def _pressed(platform: ZonesPlatform) -> str:
    """Have Kim press the button."""
    signal = danger(0)
    evidence = msgspec.structs.replace(signal.evidence, channel="sos", unit="")
    pressed = msgspec.structs.replace(signal, rule=RuleName("sos"), evidence=evidence)
    a_mover(platform.ledger, platform.where.registry, MemoryNotifier())(pressed)
    return next(each.id for each in platform.ledger.of_site(TENANT, SITE) if each.rule == "sos")
