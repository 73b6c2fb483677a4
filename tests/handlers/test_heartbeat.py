"""functions/console: by which route the way of alarms of a site is tested."""

from __future__ import annotations

from builders.console import a_device
from builders.console_alarms import ACME, PIT
from builders.operators import a_supervisor, an_operator
from builders.paging import a_contact
from builders.web import NOW, ConsolePlatform, a_console_platform
from spotter.contracts.rule_sets import RuleChoice, RuleSet
from spotter.contracts.sites import Site

PATH = "/v1/sites/north-pit/heartbeat"
BODY = {"device": "heart", "receipt": "lee"}


def a_platform(*packs: str) -> ConsolePlatform:
    platform = a_console_platform()
    platform.registry.put_site(Site(ACME, PIT, "North pit"), expected=None)
    platform.registry.put_device(a_device("heart"), expected=None)
    platform.paging.people.put_contact(a_contact("lee", "+821012345678"), expected=None)
    chosen = RuleSet(ACME, PIT, 1, RuleChoice(packs=packs), "Kim", NOW)
    platform.registry.rule_sets.put(chosen, expected=None, new=True)
    return platform


def test_an_operator_says_which_device_beats_and_who_answers() -> None:
    client = a_platform("osha", "heartbeat").client(an_operator())

    answer = client.put(PATH, json=BODY)

    assert answer.status_code == 200, answer.text
    assert {name: answer.json()[name] for name in ("site", *BODY)} == {"site": "north-pit", **BODY}
    assert client.get(PATH).json() == client.put(PATH, json=BODY).json() == answer.json()
    assert answer.json()["answered_at"] is None


def test_a_site_without_the_rule_is_refused_with_the_remedy() -> None:
    answer = a_platform("osha").client(an_operator()).put(PATH, json=BODY)

    assert answer.status_code in {400, 422}
    assert "heartbeat" in answer.text
    assert "spotter rules set" in answer.text


def test_supervisors_may_look_and_not_change() -> None:
    client = a_platform("heartbeat").client(a_supervisor())

    assert client.put(PATH, json=BODY).status_code == 403
    assert client.get(PATH).status_code == 404
