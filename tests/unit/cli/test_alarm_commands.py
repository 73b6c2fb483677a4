"""`spotter alarm`: what it asks the platform, and how it proves a ledger."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec
import pytest
from typer.testing import CliRunner

from builders.alarm_path import NOON, SITE, TENANT, an_alarm_path, danger
from spotter.cli.main import commands
from spotter.errors import Corrupt, Invalid
from spotter.services.anchor_ledger import anchor_ledger

if TYPE_CHECKING:
    from unit.cli.conftest import Pretender

ALARM = "ch4-high.longwall-1"
AT = f"/v1/sites/pit/alarms/{ALARM}"


def run(*words: str, fails: bool = False) -> str:
    done = CliRunner().invoke(commands, ["alarm", *words], catch_exceptions=fails)
    if done.exception and not isinstance(done.exception, SystemExit):
        raise done.exception
    return done.stdout


@pytest.fixture
def ledger(signed_in: Pretender) -> Pretender:
    """A platform with one alarm, anchored."""
    path = an_alarm_path()
    path.move(danger(0))
    anchors = anchor_ledger(path.ledger, path.registry, lambda: NOON, TENANT, SITE)
    stored = {
        "alarm": msgspec.to_builtins(path.ledger.get(TENANT, SITE, ALARM)),
        "lines": [msgspec.to_builtins(line) for line in path.ledger.transitions(TENANT, SITE, ALARM)],
        "following": None,
    }
    signed_in.answers["/v1/sites/pit/alarms"] = (200, {"alarms": [{"id": ALARM}], "following": None})
    signed_in.answers[f"{AT}/ledger"] = (200, stored)
    signed_in.answers["/v1/sites/pit/anchors"] = (200, {"anchors": msgspec.to_builtins(anchors)})
    return signed_in


@pytest.mark.parametrize(
    ("words", "act", "body"),
    [
        (["ack", "--reason", "drill"], "acknowledge", {"reason": "drill", "note": None}),
        (["acknowledge", "--reason", "test"], "acknowledge", {"reason": "test", "note": None}),
        (["confirm", "--note", "seen"], "confirm", {"note": "seen"}),
        (["clear"], "clear", {"note": None}),
        (["comment", "fan on"], "comment", {"note": "fan on"}),
        (
            ["shelve", "--minutes", "30", "--note", "repair", "--one-shot"],
            "shelve",
            {"seconds": 1800, "note": "repair", "one_shot": True},
        ),
        (["suppress", "--minutes", "5", "--note", "n"], "suppress", {"seconds": 300, "note": "n"}),
        (
            ["out-of-service", "--minutes", "5", "--note", "n"],
            "out-of-service",
            {"seconds": 300, "note": "n"},
        ),
        (["approve"], "approve", {"note": None}),
        (["resume", "--kind", "suppressed"], "resume", {"kind": "suppressed", "note": None}),
    ],
)
def test_each_act_says_who_did_what_to_which_alarm(
    signed_in: Pretender, words: list[str], act: str, body: dict[str, object]
) -> None:
    run(words[0], "pit", ALARM, *words[1:])

    assert signed_in.asked == [("POST", f"{AT}/{act}", body)]


def test_the_list_asks_for_what_is_wanted(signed_in: Pretender) -> None:
    signed_in.answers["/v1/sites/pit/alarms"] = (200, {"alarms": [], "following": None})

    run("list", "pit", "--class", "life-safety", "--no-retrospective", "--limit", "5", "--json")

    asked = signed_in.asked[0][1]
    assert asked == "/v1/sites/pit/alarms?state=open&alarm_class=life-safety&retrospective=false&limit=5"


def test_an_exported_ledger_is_verified_without_the_platform(ledger: Pretender, tmp_path: Path) -> None:
    file = tmp_path / "incident.jsonl"
    run("export", "pit", "--out", str(file))
    asked = len(ledger.asked)

    told = json.loads(run("verify", "--file", str(file), "--json"))

    assert (told["alarms"], told["lines"], told["anchors"], told["faults"]) == (1, 2, 1, [])
    assert len(ledger.asked) == asked


def test_a_line_missing_in_the_file_is_an_error_that_says_which(ledger: Pretender, tmp_path: Path) -> None:
    file = tmp_path / "incident.jsonl"
    run("export", "pit", ALARM, "--out", str(file))
    lines = file.read_bytes().splitlines(keepends=True)
    file.write_bytes(b"".join([*lines[:1], *lines[2:]]))

    with pytest.raises(Corrupt, match="line 1 is missing"):
        run("verify", "--file", str(file), fails=True)
    assert ledger.asked


def test_a_stored_ledger_is_verified_where_it_is_and_a_changed_line_found(ledger: Pretender) -> None:
    assert json.loads(run("verify", "pit", "--json"))["faults"] == []

    _, stored = ledger.answers[f"{AT}/ledger"]
    stored["lines"][0]["actor"] = "nobody"
    with pytest.raises(Corrupt, match="line 1 was changed"):
        run("verify", "pit", ALARM, fails=True)


def test_an_incident_file_is_never_overwritten_and_something_must_be_named(
    ledger: Pretender, tmp_path: Path
) -> None:
    file = tmp_path / "incident.jsonl"
    file.write_text("mine")

    with pytest.raises(Invalid, match="is there already"):
        run("export", "pit", "--out", str(file), fails=True)
    with pytest.raises(Invalid, match="name a site, or a file"):
        run("verify", fails=True)
    assert file.read_text() == "mine"
    assert ledger.asked


def test_metrics_ask_for_the_week_until_a_time(signed_in: Pretender) -> None:
    run("metrics", "pit", "--until", "2026-11-24T10:00:00Z", "--positions", "2", "--json")

    asked = signed_in.asked[-1][1]
    assert asked.startswith("/v1/sites/pit/alarm-metrics?")
    assert "since=2026-11-17T10" in asked
    assert "positions=2" in asked


def test_a_group_is_listed_with_every_alarm(signed_in: Pretender) -> None:
    row = {"alarm": ALARM, "alarm_class": "low", "people": ["Siobhan", "Kim"], "told": True}
    signed_in.answers["/v1/sites/pit/alarm-groups/20261124-0905"] = (200, {"alarms": [row] * 12})

    shown = run("group", "pit", "20261124-0905")

    assert shown.count(ALARM) == 12
    assert "Siobhan, Kim" in shown


def test_the_episodes_of_a_day_are_listed(signed_in: Pretender) -> None:
    episode = {"rule": "ch4-high", "subject": "longwall-1", "worst": {"value": 2.41, "unit": "%"}}
    signed_in.answers["/v1/sites/pit/days/2026-11-24/episodes"] = (
        200,
        {"settled": True, "episodes": [episode]},
    )

    assert "2.41 %" in run("episodes", "pit", "2026-11-24")
