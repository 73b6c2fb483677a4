"""Files of rows as people have them: CSV from a spreadsheet, or JSON; row by row, each with its number."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import NamedTuple, TypeVar

import msgspec

from spotter.domain.sheets import as_utf8, delimiter_of
from spotter.errors import Invalid

FIRST_ROW = 2
"""The number that a spreadsheet shows beside the first row under the header."""

R = TypeVar("R", bound=msgspec.Struct)


class RowForm(NamedTuple):
    """What a file of rows holds: the noun for them, their columns, and those that cannot be left out."""

    noun: str
    columns: Sequence[str]
    needed: Sequence[str]


def rows_in(content: bytes, form: RowForm, kind: type[R], *, encoding: str | None = None) -> tuple[R, ...]:
    """Read rows: a JSON array (or an object that holds one under the noun), else CSV with a header.

    Raises:
        Invalid: it is neither, or in no known encoding; the sentence says where.
    """
    text = as_utf8(content, encoding)[0].decode("utf-8-sig")
    is_json = text.lstrip().startswith(("[", "{"))
    rows = _json_rows(text, form, kind) if is_json else _csv_rows(text, form, kind)
    if not rows:
        raise Invalid(f"the file has no {form.noun}", field="file")
    return rows


def moment_in(text: str, column: str) -> datetime:
    """Read a time that says its zone.

    Raises:
        Invalid: it is none; `field` names its column.
    """
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


def _json_rows(text: str, form: RowForm, kind: type[R]) -> tuple[R, ...]:
    try:
        decoded = msgspec.json.decode(text)
        listed = decoded[form.noun] if isinstance(decoded, dict) else decoded
        numbered = [_numbered(number, row) for number, row in enumerate(listed, start=1)]
        return tuple(msgspec.convert(numbered, list[kind]))  # type: ignore[valid-type]
    except (msgspec.MsgspecError, KeyError, TypeError) as err:
        sentence = f"the file holds no {form.noun} as JSON: {err}; each needs {', '.join(form.needed)}"
        raise Invalid(sentence, field="file") from err


def _numbered(number: int, row: Mapping[str, object]) -> dict[str, object]:
    return {**{name: value for name, value in row.items() if value is not None}, "row": number}


def _csv_rows(text: str, form: RowForm, kind: type[R]) -> tuple[R, ...]:
    reader = csv.DictReader(io.StringIO(text), restkey="?", restval="", delimiter=delimiter_of(text.encode()))
    header = [name.strip() for name in reader.fieldnames or ()]
    lacking = [name for name in form.needed if name not in header]
    unknown = [name for name in header if name not in form.columns]
    if lacking or unknown or len(set(header)) < len(header):
        wrong = [f"{', '.join(lacking)} missing"] * bool(lacking) + [f"{unknown} unknown"] * bool(unknown)
        optional = ", ".join(name for name in form.columns if name not in form.needed)
        sentence = f"row 1: the header must be {','.join(form.columns)} ({optional} may be left out)"
        raise Invalid("; ".join([sentence, *wrong]), field="file", lacking=lacking, unknown=unknown)
    reader.fieldnames = header
    try:
        return tuple(_csv_row(number, row, form, kind) for number, row in enumerate(reader, start=FIRST_ROW))
    except csv.Error as err:
        raise Invalid(f"row {reader.line_num}: {err}", field="file", row=reader.line_num) from err


def _csv_row(number: int, row: Mapping[str, str | list[str]], form: RowForm, kind: type[R]) -> R:
    if "?" in row:  # more cells than columns: it is not known which one is what
        return kind(row=number, **{form.needed[0]: ""})
    said = {name: text.strip() for name, text in row.items() if isinstance(text, str)}
    return kind(row=number, **said)
