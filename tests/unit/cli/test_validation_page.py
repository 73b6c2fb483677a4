"""The page of a check: it needs nothing else, says what to do, and takes no text for markup."""

from __future__ import annotations

import re
from typing import Any

import pytest

from spotter.cli.dataset_validate import headline
from spotter.cli.validation_page import page_of

FINDING = {
    "kind": "range",
    "column": "<b>co</b>",
    "measured": 0.2,
    "limit": 0.001,
    "sentence": "column co, 20 of 100 values: 400 are below 0 ppm (down to -999 ppm)",
    "remedy": "look for a stand-in for no value such as -999",
}
CHANGE = {
    "column": "ch4",
    "unit": "%",
    "effect": 0.5,
    "moved": True,
    "sentence": "column ch4: half of the values lie below 1.1 % (before: 1 %)",
    "remedy": "find out what changed",
    "shares": [
        {"label": "below 1 %", "before": 1.0, "after": 0.5},
        {"label": "1 % and more", "before": 0.0, "after": 0.5},
    ],
}


def an_answer(outcome: str, **report: object) -> dict[str, Any]:
    return {
        "report": {
            "dataset": "gas-north",
            "version": "3f0c",
            "rows": 2_000,
            "against": "77aa",
            "against_rows": 1_000,
            "schema": 2,
            "outcome": outcome,
            "findings": [],
            "changes": [],
            "notes": [],
            "made_at": "2026-11-24T09:00:00Z",
        }
        | report,
        "trainings": [],
        "waiver": None,
    }


def test_a_page_says_what_is_wrong_and_what_to_do_and_loads_nothing() -> None:
    page = page_of(an_answer("schema_skew", findings=[FINDING], changes=[CHANGE]))

    assert "No model goes live with this version" in page
    assert "What to do: look for a stand-in for no value such as -999." in page
    assert "2,000 rows, compared with the 1,000 of 77aa by schema 2" in page
    assert "&lt;b&gt;co&lt;/b&gt;" in page
    assert "<b>co</b>" not in page
    assert not re.search(r"(src|href)=|https?://|<script", page)


def test_a_picture_shows_the_share_of_each_stretch_before_and_now() -> None:
    page = page_of(an_answer("value_skew", changes=[CHANGE]))

    assert re.findall(r">(\d+\.\d) %</text>", page) == ["100.0", "50.0", "0.0", "50.0"]
    widths = [float(each) for each in re.findall(r'width="([\d.]+)" height="10"', page)]
    assert widths[1] == pytest.approx(widths[0] / 2)
    assert "What has moved" in page


@pytest.mark.parametrize(
    ("answer", "words"),
    [
        (an_answer("as_expected"), "AS EXPECTED: every column is as it should be"),
        (an_answer("schema_skew", findings=[FINDING]), "SCHEMA SKEW: 1 thing is not as it should be"),
        (an_answer("value_skew", changes=[CHANGE]), "VALUE SKEW: the values of ch4 are spread otherwise"),
    ],
)
def test_the_first_line_says_what_came_of_it(answer: dict[str, Any], words: str) -> None:
    assert headline(answer["report"]).startswith(words)


def test_who_let_it_pass_and_which_training_was_started_stand_on_the_page() -> None:
    answer = an_answer("value_skew", changes=[CHANGE])
    answer |= {"trainings": ["run-1"], "waiver": {"by": "lee", "why": "a drill", "at": ""}}

    page = page_of(answer)

    assert "A live model learns anew: training run-1." in page
    assert "<b>Let pass by lee</b>: a drill" in page
