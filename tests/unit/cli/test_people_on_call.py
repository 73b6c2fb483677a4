"""The commands about people on call."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest
from typer.testing import CliRunner

from spotter.cli.main import commands
from spotter.errors import Invalid

if TYPE_CHECKING:
    from unit.cli.conftest import Pretender

ROTA = {"site": "pit", "timezone": "UTC", "shifts": [], "overrides": [], "after_s": [], "gaps": []}
GAP = "nobody is on call Sunday 02:00-06:00"


def run(*words: str, given: str | None = None) -> tuple[str, str]:
    done = CliRunner().invoke(commands, list(words), input=given, catch_exceptions=False)
    assert done.exit_code == 0, done.output
    return done.stdout, done.stderr


def test_a_contact_is_put_with_every_way_to_them(signed_in: Pretender) -> None:
    words = ("--title", "Kim", "--phone", "+821012345678", "--email", "kim@example.com", "--language", "ko")

    run("contact", "put", "kim", *words, "--prefer", "life-safety=push,email")

    ((method, path, body),) = signed_in.asked
    assert (method, path) == ("PUT", "/v1/contacts/kim")
    assert body["language"] == "ko"
    assert body["preferences"] == {"life-safety": ["push", "email"]}


def test_a_preference_for_no_class_is_refused_before_anything_is_sent(signed_in: Pretender) -> None:
    with pytest.raises(Invalid, match="CLASS=MEDIUM"):
        run("contact", "put", "kim", "--title", "Kim", "--prefer", "fire=sms")

    assert signed_in.asked == []


def test_a_rota_that_leaves_hours_empty_warns(signed_in: Pretender) -> None:
    signed_in.answers["/v1/sites/pit/rota"] = (200, {**ROTA, "gaps": [GAP]})

    told, warned = run(
        "rota", "set", "pit", "-", "--json", given=json.dumps({"timezone": "UTC", "shifts": []})
    )

    assert GAP in warned
    assert json.loads(told)["gaps"] == [GAP]


def test_who_is_on_call_at_a_moment(signed_in: Pretender) -> None:
    signed_in.answers["/v1/sites/pit/on-call"] = (200, {"tiers": [["kim"], ["lee"]]})

    told, _ = run("rota", "who", "pit", "--at", "2026-11-29T03:00:00Z")

    assert "kim" in told
    assert signed_in.asked[0][1] == "/v1/sites/pit/on-call?at=2026-11-29T03%3A00%3A00Z"


def test_readiness_says_what_is_to_be_done(signed_in: Pretender) -> None:
    check = {"topic": "sandbox", "passed": False, "found": "in the sandbox", "remedy": "ask AWS Support"}
    answer = {"mode": "trial", "is_ready": False, "checks": [check]}
    signed_in.answers["/v1/sites/pit/readiness"] = (200, answer)

    told, said = run("site", "readiness", "pit")

    assert "ask AWS Support" in told
    assert "not ready for production" in said


def test_the_mode_of_a_site_is_set(signed_in: Pretender) -> None:
    run("site", "mode", "pit", "production")

    assert signed_in.asked == [("PUT", "/v1/sites/pit/mode", {"mode": "production"})]
