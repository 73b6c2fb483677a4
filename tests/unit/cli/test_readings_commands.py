"""`spotter readings`: what is asked of the platform, and what people are told of the answer."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs, urlsplit

import pytest
from typer.testing import CliRunner, Result

from spotter.cli.main import commands
from spotter.errors import Corrupt, Invalid

if TYPE_CHECKING:
    from unit.cli.conftest import Pretender

AT = "/v1/sites/pit/readings"
PROOF = "/v1/sites/pit/days/2026-11-24/verification"
SPAN = ("--since", "2026-11-24T09:00:00Z", "--until", "2026-11-24T18:00:00+09:00")
VALUE = {"at": "2026-11-24T09:00:00Z", "device": "h-7", "channel": "ch4", "value": 1.2, "trust": "bad"}


def query(*words: str) -> Result:
    return CliRunner().invoke(commands, ["readings", "query", "--site", "pit", *words])


def a_page(*values: dict[str, Any], more: str | None = None) -> tuple[int, dict[str, Any]]:
    return 200, {"values": list(values), "buckets": [], "next": more, "hidden": ["heart"] if values else []}


def test_what_is_asked_for_is_what_the_words_say(signed_in: Pretender) -> None:
    signed_in.answers[AT] = a_page(VALUE | {"doubts": ["stuck"]})

    words = ("--device", "h-7", "--device", "h-8", "--channel", "ch4", "--trust", "bad", "--losers")
    told = query(*SPAN, *words)

    ((_, path, _),) = signed_in.asked
    assert parse_qs(urlsplit(path).query) == {
        "since": ["2026-11-24T09:00:00+00:00"],
        "until": ["2026-11-24T18:00:00+09:00"],
        "device": ["h-7", "h-8"],
        "channel": ["ch4"],
        "trust": ["bad"],
        "losers": ["true"],
        "limit": ["1000"],
    }
    assert "stuck" in told.output
    assert "not shown to your role: heart" in told.output


def test_an_empty_answer_says_so_and_a_cut_one_too(signed_in: Pretender) -> None:
    signed_in.answers[AT] = a_page()
    assert "nothing of what was asked for was measured from 2026-11-24T09" in query(*SPAN).output

    signed_in.answers[AT] = a_page(VALUE | {"doubts": []}, more="on")
    assert "there are more than 1 rows" in query(*SPAN, "--limit", "1").output


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (("--since", "soon"), "soon is no time"),
        (("--since", "2026-11-24T09:00:00"), "has no time zone"),
        (("--every", "often"), "often is no span"),
        (("--format", "parquet"), "name it with --out"),
    ],
)
def test_what_cannot_be_asked_is_said_before_anybody_is_asked(
    signed_in: Pretender, words: tuple[str, ...], sentence: str
) -> None:
    refused = query(*words)

    assert isinstance(refused.exception, Invalid)
    assert sentence in refused.exception.sentence
    assert signed_in.asked == []


@pytest.mark.parametrize("holds", [True, False])
def test_a_day_that_is_not_what_was_recorded_ends_with_an_error(signed_in: Pretender, *, holds: bool) -> None:
    signed_in.answers[PROOF] = (200, {"holds": holds})

    told = CliRunner().invoke(commands, ["readings", "verify", "--site", "pit", "--day", "2026-11-24"])

    assert (told.exit_code == 0) is holds
    assert isinstance(told.exception, Corrupt) is not holds
