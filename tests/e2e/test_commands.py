"""The command line as people use it on a deployed platform: each step is a process of its own."""

from __future__ import annotations

from pathlib import Path

import pytest

from callers import eventually
from terminals import Person, fresh

pytestmark = pytest.mark.e2e

OWN_PASSWORD = "An-own-2-passw0rd"
GAS = """
channels:
  ch4: {type: number, unit: "%", minimum: 0, maximum: 100, hazard: ch4}
  sos: {type: boolean, hazard: sos}
"""
ROTA = """
timezone: Asia/Seoul
shifts:
  - name: always
    days: [mon, tue, wed, thu, fri, sat, sun]
    start: "00:00"
    end: "00:00"
    tiers: [[kim], [lee]]
"""


def a_site(person: Person, folder: Path, site: str) -> None:
    """Set a site up as the README says: who is called, what is measured, which rules."""
    (folder / "gas.yaml").write_text(GAS)
    (folder / "rota.yaml").write_text(ROTA)
    person.asks("site", "put", site, "--title", "A pit", "--supervisor", "Kim=+821012345678")
    person.asks("contact", "put", "kim", "--title", "Kim", "--phone", "+821012345678")
    person.asks("contact", "put", "lee", "--title", "Lee", "--phone", "+821087654321")
    assert person.asks("rota", "set", site, str(folder / "rota.yaml"))["gaps"] == []
    person.asks("profile", "put", "gas-helmet", str(folder / "gas.yaml"))
    person.asks("rules", "set", site, "--pack", "instrument-defaults", "--pack", "msha")


def a_second_person(operator: Person, home: Path, name: str) -> Person:
    """Add somebody, and have them choose a password of their own when they sign in."""
    added = operator.asks("user", "add", name, "--role", "supervisor")
    second = Person(home, operator.state)
    passwords = {"SPOTTER_PASSWORD": added["password"], "SPOTTER_NEW_PASSWORD": OWN_PASSWORD}
    assert second("login", "--user", name, "--state", str(operator.state), **passwords).code == 0
    return second


def test_from_an_empty_platform_to_an_alarm_that_two_people_handle(operator: Person, tmp_path: Path) -> None:
    site, helmet = fresh("pit"), fresh("helmet")
    alarm = f"msha-ch4-withdraw.{helmet}"
    a_site(operator, tmp_path, site)
    (tmp_path / "fleet.csv").write_text(f"device,site,profile\n{helmet}-b,{site},gas-helmet\n")
    operator.asks("device", "register", helmet, "--site", site, "--profile", "gas-helmet")
    operator.asks("device", "import", str(tmp_path / "fleet.csv"))
    assert len(operator.asks("device", "list", "--site", site)["devices"]) == 2
    second = fresh("siobhan")
    siobhan = a_second_person(operator, tmp_path / "second", second)

    operator.asks("publish", helmet, "ch4=1.3", "sos=false")
    eventually(lambda: operator("alarm", "show", site, alarm).code == 0, "the alarm")
    operator.asks("alarm", "shelve", site, alarm, "--minutes", "5", "--note", "planned work")
    alone = operator("alarm", "approve", site, alarm)
    approved = siobhan.asks("alarm", "approve", site, alarm)
    siobhan.asks("alarm", "resume", site, alarm)
    acknowledged = siobhan.asks("alarm", "ack", site, alarm, "--reason", "true_alarm")
    operator.asks("publish", helmet, "ch4=0.1")
    eventually(lambda: siobhan("alarm", "clear", site, alarm, "--note", "ventilated").code == 0, "an end")
    shown = operator.asks("alarm", "show", site, alarm)
    verified = operator.asks("alarm", "verify", site)

    assert alone.code != 0
    assert "second" in alone.err or "another" in alone.err
    assert approved["silences"]
    assert acknowledged["acknowledged_by"] == second
    assert shown["alarm"]["state"] == "cleared"
    assert verified["faults"] == []
    account = operator.asks("device", "account", helmet)
    assert account["published"] == account["accepted"] == 2
    assert operator.asks("device", "gaps", helmet)["gaps"] == []


def test_what_cannot_be_is_one_sentence_with_a_remedy_and_two(operator: Person, tmp_path: Path) -> None:
    (tmp_path / "broken.yaml").write_text("channels: {ch4: {type: number}")

    refused = {
        "1 to 63 lower-case letters": operator("site", "put", "North Pit!", "--title", "North"),
        "broken.yaml is neither JSON nor YAML: line": operator(
            "profile", "put", "gas", str(tmp_path / "broken.yaml")
        ),
        "no site named nowhere": operator("site", "show", "nowhere"),
        "packs are": operator("rules", "lint", "nopack"),
        "CHANNEL=VALUE": operator("publish", "helmet", "ch4"),
    }

    assert {sentence: said.code for sentence, said in refused.items()} == dict.fromkeys(refused, 2)
    for sentence, said in refused.items():
        assert sentence in said.err
        assert said.err.count("\n") == 1, said.err


def test_whoever_may_not_sign_in_any_more_is_refused(operator: Person, tmp_path: Path) -> None:
    name = fresh("gone")
    gone = a_second_person(operator, tmp_path / "gone", name)
    assert gone("site", "list").code == 0

    operator.asks("user", "close", name)
    again = gone("login", "--user", name, "--state", str(gone.state), SPOTTER_PASSWORD=OWN_PASSWORD)
    operator.asks("user", "reopen", name)
    reopened = gone("login", "--user", name, "--state", str(gone.state), SPOTTER_PASSWORD=OWN_PASSWORD)

    assert again.code == 1
    assert f"{name} could not sign in" in again.err
    assert reopened.code == 0
