"""functions/console: what people do with alarms, who may, and the proof of it."""

from __future__ import annotations

from typing import Any

import msgspec
import pytest
from fastapi.testclient import TestClient

from builders.console_alarms import ACME, ALARMS, GAS, PIT, raise_alarm, return_to_normal
from builders.operators import a_supervisor, an_engineer, an_operator, claims_of
from builders.web import NOW, ConsolePlatform, a_console_platform
from spotter.contracts.alarms import Alarm, AlarmClass
from spotter.contracts.ledger import Anchor, Transition
from spotter.contracts.sites import Site
from spotter.domain.alarms.incident import Incident, findings

ANCHORS = "/v1/sites/north-pit/anchors"
HEAT = f"{ALARMS}/heat.helmet-7"
QUIET = {"seconds": 1800, "note": "calibrating"}
EVERY_ACT = ["acknowledge", "confirm", "clear", "comment", "shelve", "suppress", "out-of-service", "approve"]


@pytest.fixture
def platform() -> ConsolePlatform:
    platform = a_console_platform()
    platform.registry.put_site(Site(ACME, PIT, "North pit"), expected=None)
    raise_alarm(platform, "ch4-high")
    raise_alarm(platform, "heat", alarm_class=AlarmClass.HIGH)
    return platform


@pytest.fixture
def kim(platform: ConsolePlatform) -> TestClient:
    return platform.client(a_supervisor())


@pytest.fixture
def lee(platform: ConsolePlatform) -> TestClient:
    return platform.client(an_operator())


def posted(client: TestClient, path: str, body: dict[str, Any] | None = None, *, status: int = 200) -> Any:  # noqa: ANN401 - JSON
    answer = client.post(path, json=body or {})
    assert answer.status_code == status, answer.text
    return answer.json()


def test_a_high_alarm_is_shelved_by_one_person_and_resumed(kim: TestClient) -> None:
    shelved = posted(kim, f"{HEAT}/shelve", QUIET | {"one_shot": True})
    assert (shelved["state"], shelved["letter"], shelved["silences"]["shelved"]["by"]) == (
        "shelved",
        "G",
        "siobhan",
    )

    assert posted(kim, f"{HEAT}/resume", {"kind": "shelved"})["state"] == "active"


def test_life_safety_is_shelved_by_two_people_only(kim: TestClient, lee: TestClient) -> None:
    proposed = posted(kim, f"{GAS}/shelve", QUIET)
    assert (proposed["state"], proposed["proposal"]["silence"]["by"]) == ("active", "siobhan")

    refused = posted(kim, f"{GAS}/approve", status=403)
    assert "second person" in refused["detail"]
    assert posted(lee, f"{GAS}/approve")["state"] == "shelved"


def test_only_an_operator_takes_out_of_service_or_suppresses(kim: TestClient, lee: TestClient) -> None:
    for act in ("out-of-service", "suppress"):
        posted(kim, f"{HEAT}/{act}", QUIET, status=403)
        assert posted(lee, f"{HEAT}/{act}", QUIET)["silences"]

    assert posted(kim, f"{HEAT}/comment", {"note": "on it"})["state"] == "out_of_service"


def test_an_answered_alarm_is_confirmed_reset_and_commented(
    platform: ConsolePlatform, kim: TestClient
) -> None:
    posted(kim, f"{GAS}/acknowledge", {"reason": "true_alarm"})
    return_to_normal(platform, "ch4-high.helmet-7")

    assert posted(kim, f"{GAS}/confirm", {"note": "seen"})["confirmed_by"] == "siobhan"
    assert posted(kim, f"{GAS}/clear")["state"] == "cleared"
    posted(kim, f"{GAS}/comment", {"note": "fan replaced"})

    history = kim.get(GAS).json()["transitions"]
    assert [line["action"] for line in history][1:] == [
        "acknowledged",
        "returned to normal",
        "confirmed",
        "reset by hand",
        "commented",
    ]
    assert {line["channel"] for line in history} == {"rules", "http"}


@pytest.mark.parametrize("claims", [an_engineer(), claims_of()])
@pytest.mark.parametrize("act", [*EVERY_ACT, "resume"])
def test_who_only_looks_does_nothing(platform: ConsolePlatform, claims: dict[str, str], act: str) -> None:
    body = {"reason": "drill"} if act == "acknowledge" else {"kind": "shelved"} if act == "resume" else QUIET

    assert platform.client(claims).post(f"{GAS}/{act}", json=body).status_code in {400, 403}
    assert platform.client(claims).get(f"{GAS}/ledger").status_code == 403
    assert platform.ledger.get(ACME, PIT, "ch4-high.helmet-7").version == 1


@pytest.mark.parametrize(
    ("path", "body", "words"),
    [
        (f"{HEAT}/shelve", {"seconds": 0, "note": "x"}, "seconds"),
        (f"{HEAT}/shelve", {"seconds": 28801, "note": "x"}, "28800 s at most"),
        (f"{GAS}/shelve", {"seconds": 3601, "note": "x"}, "3600 s at most"),
        (f"{HEAT}/shelve", {"seconds": 60}, "note"),
        (f"{HEAT}/shelve", {"seconds": "NaN", "note": "x"}, "seconds"),
        (f"{HEAT}/suppress", {"seconds": 60, "note": "x", "one_shot": True}, "one_shot"),
        (f"{HEAT}/approve", {}, "nobody has proposed"),
        (f"{HEAT}/confirm", {}, "must be acknowledged"),
        (f"{HEAT}/resume", {"kind": "asleep"}, "kind"),
        (f"{HEAT}/comment", {"note": ""}, "note"),
    ],
)
def test_what_cannot_be_is_refused_with_the_field_named(
    platform: ConsolePlatform, lee: TestClient, path: str, body: dict[str, Any], words: str
) -> None:
    assert words in posted(lee, path, body, status=400)["detail"]
    assert platform.ledger.get(ACME, PIT, "heat.helmet-7").version == 1


def test_the_list_is_filtered_and_paged(platform: ConsolePlatform, kim: TestClient) -> None:
    raise_alarm(platform, "ch4-high", subject="helmet-8", minutes_ago=70)

    def names(query: str) -> list[str]:
        return [alarm["id"] for alarm in kim.get(f"{ALARMS}?{query}").json()["alarms"]]

    assert names("alarm_class=high") == ["heat.helmet-7"]
    assert names("subject=helmet-8") == ["ch4-high.helmet-8"]
    assert names("retrospective=true") == []
    assert names("shows=acknowledged") == []
    assert names("since=2026-11-24T08:00:00Z") == ["ch4-high.helmet-7", "heat.helmet-7"]
    seen: list[str] = []
    after: str | None = ""
    while after is not None:
        page = kim.get(ALARMS, params={"limit": 1} | ({"after": after} if after else {})).json()
        seen += [alarm["id"] for alarm in page["alarms"]]
        after = page["following"]
    assert seen == ["ch4-high.helmet-7", "ch4-high.helmet-8", "heat.helmet-7"]
    assert kim.get(f"{ALARMS}?after=nowhere").status_code == 400
    assert kim.get(f"{ALARMS}?colour=red").status_code == 400


def test_what_is_given_out_proves_itself_and_the_anchors_name_every_alarm(
    kim: TestClient, lee: TestClient
) -> None:
    posted(kim, f"{GAS}/acknowledge", {"reason": "true_alarm"})
    posted(kim, ANCHORS, status=403)
    made = posted(lee, ANCHORS)["anchors"]

    given = kim.get(f"{GAS}/ledger").json()
    alarm = msgspec.convert(given["alarm"], Alarm)
    lines = msgspec.convert(given["lines"], list[Transition])
    anchors = msgspec.convert(kim.get(ANCHORS).json()["anchors"], list[Anchor])

    assert given["following"] is None
    assert set(made[0]["heads"]) == {"ch4-high.helmet-7", "heat.helmet-7"}
    assert findings(Incident({alarm.id: alarm}, {alarm.id: lines}, anchors, whole=False)) == ()
    assert lines[-1].at == NOW
