"""`spotter exposure`: what it asks the platform, and what it shows."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from typer.testing import CliRunner

from spotter.cli.main import commands
from spotter.errors import Invalid

if TYPE_CHECKING:
    from unit.cli.conftest import Pretender

AT = "/v1/sites/pit/workers/kim/exposures/20261124T0600"
BOUNDS = {"lower": 4.0, "estimate": 9.5, "upper": 55.0, "coverage": 80.0}
EXPOSURE = {
    "rule": "co-twa",
    "quantity": "twa",
    "hazard": "co",
    "unit": "ppm",
    "limit": 35.0,
    "bounds": BOUNDS,
    "verdict": "possibly above",
}
A_SHIFT = {
    "worker": "kim",
    "shift": "20261124T0600",
    "end": "2026-11-24T14:00:00Z",
    "version": 2,
    "reasons": ["late data"],
    "reckoned_at": "2026-11-24T15:00:00Z",
    "devices": ["helmet-7"],
    "exposures": [EXPOSURE],
}


def run(*words: str) -> str:
    done = CliRunner().invoke(commands, ["exposure", *words], catch_exceptions=False)
    return done.output


def test_a_shift_is_shown_with_its_bounds_and_what_it_supersedes(signed_in: Pretender) -> None:
    signed_in.answers[AT] = (200, {"current": A_SHIFT, "superseded": [A_SHIFT | {"version": 1}]})

    shown = run("show", "pit", "kim", "20261124T0600")

    assert all(word in shown for word in ("possibly above", "9.5", "55", "80"))
    assert "version 1" in shown


def test_the_list_names_what_may_be_above_its_limit(signed_in: Pretender) -> None:
    signed_in.answers["/v1/sites/pit/exposures"] = (200, {"shifts": [A_SHIFT]})

    assert "co-twa" in run("list", "pit", "--worker", "kim")
    assert signed_in.asked[-1][1] == "/v1/sites/pit/exposures?worker=kim"


def test_a_shift_is_reckoned_for_its_hours(signed_in: Pretender) -> None:
    signed_in.answers[AT] = (200, A_SHIFT)

    run("reckon", "pit", "kim", "20261124T0600", "--hours", "12")

    assert signed_in.asked[-1] == ("PUT", AT, {"end": "2026-11-24T18:00:00+00:00"})


@pytest.mark.usefixtures("signed_in")
def test_a_shift_that_is_no_time_is_refused() -> None:
    with pytest.raises(Invalid, match="20261124T0600"):
        run("reckon", "pit", "kim", "monday")
