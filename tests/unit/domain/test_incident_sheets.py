"""Files of incident reports as spreadsheets write them."""

from __future__ import annotations

import pytest

from spotter.domain.incident_sheets import rows_of, template
from spotter.errors import Invalid


def test_the_template_is_read_as_what_it_shows() -> None:
    (row,) = rows_of(template().encode("utf-8-sig"))

    assert (row.row, row.id, row.what, row.worker, row.give_or_take_s) == (2, "2026-17", "fall", "kim", "30")


def test_what_a_korean_spreadsheet_writes_is_read() -> None:
    content = "id;what;start;end;severity;told\nr-1;fall;a;b;medical;미끄러짐\n".encode("cp949")

    assert rows_of(content)[0].told == "미끄러짐"


def test_json_under_its_noun_is_read() -> None:
    assert rows_of(b'{"incidents": [{"id": "r-1", "what": "fall"}]}')[0].id == "r-1"


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"id,what,start,end\n", "row 1: the header must be id,what"),
        (b"id,what,start,end,severity\n", "the file has no incidents"),
        (b"id,what,start,end,severity,who\n1,2,3,4,5,6\n", r"\['who'\] unknown"),
        (b'[{"id": 7}]', "the file holds no incidents as JSON"),
    ],
)
def test_what_is_no_file_of_reports_is_refused(content: bytes, words: str) -> None:
    with pytest.raises(Invalid, match=words):
        rows_of(content)
