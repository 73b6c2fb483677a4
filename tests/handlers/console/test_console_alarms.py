"""functions/console: the alarms of a site, acknowledged and cleared over HTTP."""

from __future__ import annotations

import pytest
from fastapi.testclient import TestClient

from builders.console_alarms import ACME, ALARMS, GAS, PIT, raise_alarm, return_to_normal
from builders.operators import a_supervisor, an_engineer, an_operator, claims_of
from builders.web import ConsolePlatform, a_console_platform
from envelopes.http import an_event, invoke, load_function
from spotter.contracts.alarms import AlarmClass
from spotter.contracts.sites import Site


@pytest.fixture
def platform() -> ConsolePlatform:
    platform = a_console_platform()
    platform.registry.put_site(Site(ACME, PIT, "North pit"), expected=None)
    raise_alarm(platform, "ch4-high")
    return platform


@pytest.fixture
def supervisor(platform: ConsolePlatform) -> TestClient:
    return platform.client(a_supervisor())


def names(client: TestClient, query: str = "") -> list[str]:
    return [alarm["id"] for alarm in client.get(f"{ALARMS}{query}").json()["alarms"]]


def test_what_matters_most_is_listed_first_and_then_the_newest(
    platform: ConsolePlatform, supervisor: TestClient
) -> None:
    raise_alarm(platform, "model-gas", alarm_class=AlarmClass.ADVISORY, minutes_ago=1)
    raise_alarm(platform, "heat", alarm_class=AlarmClass.HIGH)
    raise_alarm(platform, "ch4-high", subject="helmet-8", minutes_ago=2)

    assert names(supervisor) == [
        "ch4-high.helmet-8",
        "ch4-high.helmet-7",
        "heat.helmet-7",
        "model-gas.helmet-7",
    ]


def test_an_alarm_shows_what_it_saw_and_all_that_happened_to_it(supervisor: TestClient) -> None:
    shown = supervisor.get(GAS).json()

    assert shown["alarm"]["state"] == "active"
    assert shown["alarm"]["cause"]["value"] == 1.2
    assert [(line["before"], line["after"]) for line in shown["transitions"]] == [(None, "active")]


def test_who_acknowledges_says_what_it_was(supervisor: TestClient) -> None:
    answer = supervisor.post(
        f"{GAS}/acknowledge", json={"reason": "true_alarm", "note": "fan restarted, area evacuated"}
    )

    alarm = answer.json()
    assert answer.status_code == 200
    assert (alarm["state"], alarm["acknowledged_by"], alarm["reason"]) == (
        "acknowledged",
        "siobhan",
        "true_alarm",
    )
    last = supervisor.get(GAS).json()["transitions"][-1]
    assert (last["actor"], last["after"], last["note"]) == (
        "siobhan",
        "acknowledged",
        "fan restarted, area evacuated",
    )


def test_acknowledging_again_changes_nothing(platform: ConsolePlatform, supervisor: TestClient) -> None:
    first = supervisor.post(f"{GAS}/acknowledge", json={"reason": "true_alarm"})
    again = platform.client(an_operator()).post(f"{GAS}/acknowledge", json={"reason": "false_alarm"})

    assert (again.status_code, again.json()) == (200, first.json())
    assert len(supervisor.get(GAS).json()["transitions"]) == 2


def test_a_cleared_alarm_is_listed_only_when_asked_for(
    platform: ConsolePlatform, supervisor: TestClient
) -> None:
    return_to_normal(platform, "ch4-high.helmet-7")
    supervisor.post(f"{GAS}/acknowledge", json={"reason": "drill"})
    assert names(supervisor) == ["ch4-high.helmet-7"]
    supervisor.post(f"{GAS}/clear", json={})

    assert names(supervisor) == []
    assert names(supervisor, "?state=open") == []
    assert names(supervisor, "?state=all") == ["ch4-high.helmet-7"]
    assert supervisor.post(f"{GAS}/acknowledge", json={"reason": "drill"}).status_code == 400


def test_an_advisory_alarm_is_cleared_by_hand_and_a_life_safety_alarm_is_not(
    platform: ConsolePlatform, supervisor: TestClient
) -> None:
    raise_alarm(platform, "model-gas", alarm_class=AlarmClass.ADVISORY)

    cleared = supervisor.post(f"{ALARMS}/model-gas.helmet-7/clear", json={"note": "nothing there"})
    refused = supervisor.post(f"{GAS}/clear", json={})

    assert (cleared.status_code, cleared.json()["state"]) == (200, "cleared")
    assert refused.status_code == 400
    assert supervisor.get(GAS).json()["alarm"]["state"] == "active"


@pytest.mark.parametrize("claims", [an_engineer(), claims_of()])
def test_only_supervisors_and_operators_act(platform: ConsolePlatform, claims: dict[str, str]) -> None:
    client = platform.client(claims)

    assert client.post(f"{GAS}/acknowledge", json={"reason": "true_alarm"}).status_code == 403
    assert client.post(f"{GAS}/clear", json={}).status_code == 403


def test_nobody_sees_or_moves_the_alarms_of_another_tenant(platform: ConsolePlatform) -> None:
    stranger = platform.client(a_supervisor("other"))

    assert stranger.get(ALARMS).status_code == 404
    assert stranger.get(GAS).status_code == 404
    assert stranger.post(f"{GAS}/acknowledge", json={"reason": "true_alarm"}).status_code == 404


@pytest.mark.parametrize(
    ("path", "body", "status"),
    [
        (f"{GAS}/acknowledge", {}, 400),
        (f"{GAS}/acknowledge", {"reason": "whatever"}, 400),
        (f"{GAS}/acknowledge", {"reason": "drill", "note": "x" * 1001}, 400),
        (f"{GAS}/acknowledge", {"reason": "drill", "actor": "somebody else"}, 400),
        (f"{ALARMS}/ch4-high.helmet-8/acknowledge", {"reason": "drill"}, 404),
        (f"{ALARMS}/ch4-high/acknowledge", {"reason": "drill"}, 400),
    ],
)
def test_an_answer_that_cannot_be_right_is_refused(
    supervisor: TestClient, path: str, body: dict[str, str], status: int
) -> None:
    answer = supervisor.post(path, json=body)

    assert answer.status_code == status
    assert answer.headers["content-type"] == "application/problem+json"
    assert supervisor.get(GAS).json()["alarm"]["state"] == "active"


def test_the_state_to_list_is_one_of_two(supervisor: TestClient) -> None:
    assert supervisor.get(f"{ALARMS}?state=some").status_code == 400


def test_an_event_of_the_http_api_acknowledges(platform: ConsolePlatform) -> None:
    module = load_function("console")
    module.app.dependency_overrides.update(platform.app.dependency_overrides)

    event = an_event("POST", f"{GAS}/acknowledge", claims=a_supervisor(), body='{"reason": "test"}')
    answered = invoke(module.handler, event)

    assert (answered.status, answered.json()["state"]) == (200, "acknowledged")
