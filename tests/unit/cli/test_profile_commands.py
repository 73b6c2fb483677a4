"""`spotter profile put|diff|dry-run` and `spotter device move-profile`: what they ask and what they say."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest
from typer.testing import CliRunner

from spotter.cli.main import commands
from spotter.errors import Invalid

if TYPE_CHECKING:
    from unit.cli.conftest import Pretender

RUN: dict[str, Any] = {"version": 2, "since": "2026-11-17T09:00:00Z", "until": "2026-11-24T09:00:00Z"}
LOSS = {
    "readings": 9,
    "refused": 3,
    "channels": {"co": {"counts": {"kept": 6, "refused": 3}, "reasons": {"out_of_range": 3}}},
}
MADE = {
    "name": "gas",
    "version": 2,
    "codec": {"name": "json"},
    "channels": {"co": {"type": "number", "unit": "ppm", "minimum": None, "nulls": "refuse"}},
    "conversions": {},
}
SAID = '{"co": "Decimal"}'


def run(*words: str, given: str | None = None, code: int = 0) -> str:
    done = CliRunner().invoke(commands, list(words), input=given, catch_exceptions=False)
    assert done.exit_code == code, done.output
    return done.output


def test_putting_a_profile_tries_every_page_before_and_shows_only_what_was_set(signed_in: Pretender) -> None:
    signed_in.answers["/v1/profiles/gas/dry-run"] = (200, RUN | {"pages": 3})
    signed_in.answers["/v1/profiles/gas"] = (200, MADE)

    shown = run("profile", "put", "gas", "-", given=SAID)

    assert [path for _, path, _ in signed_in.asked] == [
        "/v1/profiles/gas/dry-run",
        "/v1/profiles/gas/dry-run?page=1&pages=3",
        "/v1/profiles/gas/dry-run?page=2&pages=3",
        "/v1/profiles/gas",
    ]
    assert "unit=ppm" in shown
    assert "minimum" not in shown
    assert "conversions" not in shown


def test_a_loss_is_shown_and_nothing_is_put(signed_in: Pretender) -> None:
    signed_in.answers["/v1/profiles/gas/dry-run"] = (200, RUN | LOSS)

    with pytest.raises(Invalid, match="--accept-loss"):
        run("profile", "put", "gas", "-", given=SAID)

    assert [method for method, _, _ in signed_in.asked] == ["POST"]


def test_a_loss_that_is_accepted_is_said_to_the_platform(signed_in: Pretender) -> None:
    signed_in.answers["/v1/profiles/gas"] = (200, MADE)

    run("profile", "put", "gas", "-", "--accept-loss", given=SAID)

    assert signed_in.asked == [("PUT", "/v1/profiles/gas?accept_loss=true", {"co": "Decimal"})]


def test_a_dry_run_adds_its_pages_up_and_ends_with_one_where_something_is_lost(signed_in: Pretender) -> None:
    signed_in.answers["/v1/profiles/gas/dry-run"] = (200, RUN | LOSS | {"pages": 2})

    done = CliRunner().invoke(commands, ["profile", "dry-run", "gas", "-", "--json"], input=SAID)

    answer = json.loads(done.stdout)
    assert done.exit_code == 1
    assert (answer["readings"], answer["refused"], answer["losses"]) == (18, 6, {"co": 6})


def test_a_difference_is_shown_field_by_field(signed_in: Pretender) -> None:
    signed_in.answers["/v1/profiles/gas"] = (200, MADE)

    shown = run("profile", "diff", "gas", "-", "--json", given=SAID)

    assert json.loads(shown)["changes"] == [
        {"channel": "co", "field": "unit", "before": "ppm", "after": None}
    ]


def test_a_difference_needs_something_to_compare_with(signed_in: Pretender) -> None:
    with pytest.raises(Invalid, match="--to"):
        run("profile", "diff", "gas")

    assert signed_in.asked == []


def test_devices_move_page_by_page(signed_in: Pretender) -> None:
    row = {"device": "helmet-7", "outcome": "moved", "before": 1, "after": 2}
    signed_in.answers["/v1/profiles/gas/move"] = (200, {"rows": [row], "next": None})

    shown = run("device", "move-profile", "gas", "--group", "night", "--undo")

    (asked,) = signed_in.asked
    assert asked[2]["undo"] is True
    assert asked[2]["group"] == "night"
    assert "1 of 1 devices move" in shown


@pytest.mark.parametrize("words", [[], ["--undo", "--version", "1", "--all"]])
def test_a_move_says_which_devices_and_one_thing_to_do(signed_in: Pretender, words: list[str]) -> None:
    with pytest.raises(Invalid):
        run("device", "move-profile", "gas", *words)

    assert signed_in.asked == []
