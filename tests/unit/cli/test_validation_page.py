"""The page of a check: it needs nothing else, says what to do, and takes no text for markup."""

from __future__ import annotations

import re
from html.parser import HTMLParser
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


class Page(HTMLParser):
    """What a reader sees of a page, and what a browser would do with it."""

    def __init__(self, page: str) -> None:
        super().__init__(convert_charrefs=True)
        self.open: list[str] = []
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.seen: list[str] = []
        self.pictures: list[list[str]] = []
        self.names: list[list[str]] = []
        self.feed(page)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        if tag == "svg":
            self.pictures.append([])
            self.names.append([])
        if tag != "meta":
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        kind = self.open[-1] if self.open else ""
        if kind == "title" and "svg" in self.open:
            self.names[-1].append(data)
        elif kind == "text":
            self.pictures[-1].append(data)
        if kind not in {"style", "title"}:
            self.seen.append(data)


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


def test_a_browser_fetches_and_runs_nothing_for_a_page() -> None:
    page = page_of(an_answer("schema_skew", findings=[FINDING], changes=[CHANGE], notes=["see url(x)"]))

    parsed = Page(page)

    fetching = {"script", "link", "img", "iframe", "object", "embed", "base", "form", "audio", "video", "use"}
    assert fetching.isdisjoint(tag for tag, _ in parsed.tags)
    assert {"src", "href", "xlink:href", "srcset", "background", "action"}.isdisjoint(
        name for _, attributes in parsed.tags for name in attributes
    )
    assert not [name for _, attributes in parsed.tags for name in attributes if name.startswith("on")]
    styles = [attributes.get("style") or "" for _, attributes in parsed.tags]
    sheet = re.search("<style>(.*?)</style>", page, re.DOTALL)
    assert sheet is not None
    assert not re.search(r"url\(|@import", sheet[1] + " ".join(styles))
    assert parsed.open == []


def test_all_that_was_found_stands_on_the_page_as_text() -> None:
    alike = CHANGE | {
        "column": "o2",
        "moved": False,
        "sentence": "column o2: as <before> & now",
        "remedy": "",
    }
    notes = ["column x is 5 wherever it has a value", "a < b"]

    parsed = Page(page_of(an_answer("schema_skew", findings=[FINDING], changes=[CHANGE, alike], notes=notes)))

    seen = " ".join(" ".join(parsed.seen).split())
    wanted = [
        *notes,
        *(str(each[part]) for each in (FINDING, CHANGE, alike) for part in ("column", "sentence")),
    ]
    assert [words for words in wanted if words not in seen] == []
    assert f"What to do: {FINDING['remedy']}." in seen
    assert f"What to do: {CHANGE['remedy']}." in seen


def test_every_picture_has_a_name_and_labels_that_say_what_its_bars_do() -> None:
    long = "a state of the machine that takes more than the room there is"
    shares = [
        {"label": long, "before": 0.25, "after": 1.0},
        {"label": "<idle>", "before": 0.75, "after": 0.0},
    ]

    parsed = Page(page_of(an_answer("value_skew", changes=[CHANGE, CHANGE | {"shares": shares}])))

    assert [attributes.get("role") for tag, attributes in parsed.tags if tag == "svg"] == ["img", "img"]
    first, second = parsed.names
    assert first[0] == "Shares of ch4 before and now"
    assert second[1:] == [f"{long}: 25.0 % before, 100.0 % now", "<idle>: 75.0 % before, 0.0 % now"]
    assert parsed.pictures[0] == ["below 1 %", "100.0 %", "50.0 %", "1 % and more", "0.0 %", "50.0 %"]
    assert parsed.pictures[1] == [long[:28], "25.0 %", "100.0 %", "<idle>", "75.0 %", "0.0 %"]
