"""Annotation files as people have them: CSV from a spreadsheet, or JSON; row by row, each with its number."""

from __future__ import annotations

import unicodedata
from typing import NamedTuple

import msgspec

from spotter.contracts.annotations import Annotation
from spotter.contracts.names import DeviceName, LabelName, slug
from spotter.domain.row_files import RowForm, moment_in, rows_in
from spotter.errors import Invalid

COLUMNS = ("device", "start", "end", "label", "annotator", "note")
NEEDED = COLUMNS[:5]
FORM = RowForm("annotations", COLUMNS, NEEDED)
LONGEST_NAME = 80
LONGEST_NOTE = 200


class AnnotationRow(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One annotation as it was written: nothing of it has been checked yet."""

    row: int
    device: str = ""
    start: str = ""
    end: str = ""
    label: str = ""
    annotator: str = ""
    note: str = ""


class Entry(NamedTuple):
    """A row whose cells have been understood."""

    row: int
    label: LabelName
    annotator: str
    annotation: Annotation


def template() -> str:
    r"""Give a CSV to fill in.

    >>> template().splitlines()[0]
    'device,start,end,label,annotator,note'
    """
    example = "helmet-7,2026-11-24T09:00:00Z,2026-11-24T09:00:20Z,fall,kim,slipped on the ramp"
    return f"{','.join(COLUMNS)}\n{example}\n"


def rows_of(content: bytes, *, encoding: str | None = None) -> tuple[AnnotationRow, ...]:
    r"""Read annotations: a JSON array (or an object with `annotations`), else CSV with a header.

    Raises:
        Invalid: it is neither, or in no known encoding; the sentence says where.

    >>> rows_of("device;start;end;label;annotator\na;b;c;fall;김\n".encode("cp949"))[0].annotator
    '김'
    """
    return rows_in(content, FORM, AnnotationRow, encoding=encoding)


def understood(row: AnnotationRow) -> Entry:
    """Read the cells of a row.

    Raises:
        Invalid: a cell cannot be right; `field` names its column.
    """
    device = DeviceName(slug(row.device, field="device"))
    start, end = moment_in(row.start, "start"), moment_in(row.end, "end")
    if start >= end:
        raise Invalid(f"end {row.end} is not after start {row.start}", field="end")
    label = LabelName(slug(row.label, field="label"))
    annotator = unicodedata.normalize("NFC", row.annotator.strip())
    if not annotator.isprintable() or not 0 < len(annotator) <= LONGEST_NAME or "#" in annotator:
        sentence = f"annotator must be a name of 1 to {LONGEST_NAME} characters without #"
        raise Invalid(sentence, field="annotator")
    if len(row.note) > LONGEST_NOTE:
        raise Invalid(f"note has at most {LONGEST_NOTE} characters", field="note")
    return Entry(row.row, label, annotator, Annotation(device, start, end, row.note.strip() or None))
