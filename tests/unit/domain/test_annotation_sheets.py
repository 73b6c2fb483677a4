"""Annotation files, row by row."""

from __future__ import annotations

import json

import pytest

from spotter.contracts.annotations import Annotation
from spotter.contracts.names import DeviceName, LabelName
from spotter.domain.annotating import RowOutcome, entries_of, judged
from spotter.domain.annotation_sheets import AnnotationRow, rows_of, template, understood
from spotter.errors import Invalid

GOOD = {
    "device": "helmet-7",
    "start": "2026-11-24T09:00:00Z",
    "end": "2026-11-24T09:00:20+00:00",
    "label": "fall",
    "annotator": "김철수",
}
HEADER = "device,start,end,label,annotator,note\n"


def line(**changes: str) -> str:
    return ",".join({**GOOD, "note": "", **changes}.values()) + "\n"


def results(text: str, *stand: Annotation) -> list[tuple[int, RowOutcome, str | None, str | None]]:
    entries, refused = entries_of(rows_of(text.encode()))
    before = {(LabelName("fall"), "김철수"): stand}
    every = [*refused, *judged(entries, {DeviceName("helmet-7")}, before)]
    return [(e.row, e.outcome, e.column, e.wrong) for e in sorted(every, key=lambda each: each.row)]


def test_the_template_is_a_file_that_is_understood() -> None:
    (row,) = rows_of(template().encode("utf-8-sig"))

    assert understood(row).annotator == "kim"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp949", "utf-16"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_a_spreadsheet_may_save_it_in_its_own_way(encoding: str, delimiter: str) -> None:
    (row,) = rows_of((HEADER + line()).replace(",", delimiter).encode(encoding))

    assert understood(row).annotator == "김철수"


def test_json_is_read_like_csv() -> None:
    whole = json.dumps({"annotations": [GOOD]}).encode()

    assert understood(rows_of(whole)[0])[1:] == understood(rows_of((HEADER + line()).encode())[0])[1:]


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"device,start\nhelmet-7,now\n", "row 1: the header must be"),
        (HEADER.encode(), "no annotations"),
        (b'[{"device": 7}]', "as JSON"),
        (b"[", "as JSON"),
        (HEADER.encode() + b"helmet-7,\xff\xff", "row 2, column 2"),
    ],
)
def test_a_file_that_is_none_is_refused(content: bytes, sentence: str) -> None:
    with pytest.raises(Invalid, match=sentence):
        rows_of(content)


@pytest.mark.parametrize(
    ("changes", "column", "wrong"),
    [
        ({"device": "helmet-8"}, "device", "no device helmet-8"),
        ({"device": "Helmet 7"}, "device", "lower-case"),
        ({"start": "yesterday"}, "start", "no time"),
        ({"start": "2026-11-24T09:00:00"}, "start", "zone"),
        ({"end": GOOD["start"]}, "end", "not after"),
        ({"start": "0001-01-01T00:00:00+14:00"}, "start", "calendar"),
        ({"label": ""}, "label", "lower-case"),
        ({"annotator": " "}, "annotator", "a name"),
        ({"annotator": "a#b"}, "annotator", "without #"),
        ({"note": "x" * 201}, "note", "at most"),
        ({"note": "a,b"}, "device", "lower-case"),
    ],
)
def test_a_row_that_cannot_be_right_is_named_with_its_column(
    changes: dict[str, str], column: str, wrong: str
) -> None:
    later = line(start="2026-11-24T10:00:00Z", end="2026-11-24T10:00:20Z")

    good, bad = results(HEADER + later + line(**changes))

    assert good[:2] == (2, RowOutcome.ADDED)
    assert bad[:3] == (3, RowOutcome.REFUSED, column)
    assert wrong in (bad[3] or "")


def test_intervals_of_one_annotator_must_not_overlap_and_both_rows_say_so() -> None:
    beside = line(start="2026-11-24T09:00:20Z", end="2026-11-24T09:00:40Z")
    across = line(start="2026-11-24T09:00:10Z", end="2026-11-24T09:00:15Z")

    touching = results(HEADER + line() + beside)
    overlapping = results(HEADER + line() + across)
    twice = results(HEADER + line() + line())

    assert {each[1] for each in touching} == {RowOutcome.ADDED}
    assert [each[1] for each in overlapping] == [RowOutcome.REFUSED] * 2
    assert ["in row 3" in (e[3] or "") for e in overlapping] == [True, False]
    assert "in row 2" in (twice[1][3] or "")


def test_different_people_and_labels_may_overlap() -> None:
    text = HEADER + line() + line(annotator="lee") + line(label="slip")

    assert {each[1] for each in results(text)} == {RowOutcome.ADDED}


def test_what_is_there_already_is_unchanged_and_what_overlaps_it_is_refused() -> None:
    there = understood(AnnotationRow(2, **GOOD)).annotation

    assert results(HEADER + line(), there)[0][1] is RowOutcome.UNCHANGED
    ((_, outcome, _, wrong),) = results(HEADER + line(end="2026-11-24T09:00:10Z"), there)
    assert outcome is RowOutcome.REFUSED
    assert "earlier file" in (wrong or "")
