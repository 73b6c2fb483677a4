"""Annotation files as people have them: CSV from a spreadsheet, or JSON; row by row, each with its number."""

from __future__ import annotations

import csv
import io
import unicodedata
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import NamedTuple

import msgspec

from spotter.contracts.annotations import Annotation
from spotter.contracts.names import DeviceName, LabelName, slug
from spotter.domain.sheets import as_utf8, delimiter_of
from spotter.errors import Invalid

COLUMNS = ("device", "start", "end", "label", "annotator", "note")
NEEDED = COLUMNS[:5]
FIRST_ROW = 2
"""The number that a spreadsheet shows beside the first row under the header."""

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
    text = as_utf8(content, encoding)[0].decode("utf-8-sig")
    rows = _json_rows(text) if text.lstrip().startswith(("[", "{")) else _csv_rows(text)
    if not rows:
        raise Invalid("the file has no annotations", field="file")
    return rows


def understood(row: AnnotationRow) -> Entry:
    """Read the cells of a row.

    Raises:
        Invalid: a cell cannot be right; `field` names its column.
    """
    device = DeviceName(slug(row.device, field="device"))
    start, end = _moment(row.start, "start"), _moment(row.end, "end")
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


def _moment(text: str, column: str) -> datetime:
    try:
        moment = datetime.fromisoformat(text.strip())
    except ValueError as err:
        raise Invalid(
            f"{column} {text[:40]!r} is no time such as 2026-11-24T09:00:00Z", field=column
        ) from err
    if moment.tzinfo is None:
        raise Invalid(
            f"{column} {text[:40]} does not say its zone; write Z or +09:00 behind it", field=column
        )
    try:
        return moment.astimezone(UTC)
    except OverflowError as err:
        raise Invalid(f"{column} {text[:40]} is out of any calendar", field=column) from err


def _json_rows(text: str) -> tuple[AnnotationRow, ...]:
    try:
        decoded = msgspec.json.decode(text)
        listed = decoded["annotations"] if isinstance(decoded, dict) else decoded
        numbered = [_numbered(number, row) for number, row in enumerate(listed, start=1)]
        return msgspec.convert(numbered, tuple[AnnotationRow, ...])
    except (msgspec.MsgspecError, KeyError, TypeError) as err:
        sentence = f"the file holds no annotations as JSON: {err}; each needs {', '.join(NEEDED)}"
        raise Invalid(sentence, field="file") from err


def _numbered(number: int, row: Mapping[str, object]) -> dict[str, object]:
    return {**{name: value for name, value in row.items() if value is not None}, "row": number}


def _csv_rows(text: str) -> tuple[AnnotationRow, ...]:
    reader = csv.DictReader(io.StringIO(text), restkey="?", restval="", delimiter=delimiter_of(text.encode()))
    header = [name.strip() for name in reader.fieldnames or ()]
    lacking, unknown = [n for n in NEEDED if n not in header], [n for n in header if n not in COLUMNS]
    if lacking or unknown or len(set(header)) < len(header):
        wrong = [f"{', '.join(lacking)} missing"] * bool(lacking) + [f"{unknown} unknown"] * bool(unknown)
        sentence = f"row 1: the header must be {','.join(COLUMNS)} (note may be left out)"
        raise Invalid("; ".join([sentence, *wrong]), field="file", lacking=lacking, unknown=unknown)
    reader.fieldnames = header
    try:
        return tuple(_csv_row(number, row) for number, row in enumerate(reader, start=FIRST_ROW))
    except csv.Error as err:
        raise Invalid(f"row {reader.line_num}: {err}", field="file", row=reader.line_num) from err


def _csv_row(number: int, row: Mapping[str, str | list[str]]) -> AnnotationRow:
    if "?" in row:  # more cells than columns: it is not known which one is what
        return AnnotationRow(number, device="")
    said = {name: text.strip() for name, text in row.items() if isinstance(text, str)}
    return AnnotationRow(number, **said)
