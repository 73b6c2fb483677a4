"""CSV: a header `boot,seq,at,ch4[%],...` and a row for each reading; an empty cell says nothing.

A unit stands in brackets behind its channel. Numbers have a decimal point: a comma there is refused, since
with a comma between cells nobody can tell the two apart.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple

from spotter.contracts.layouts import Csv
from spotter.contracts.profiles import ChannelType, Profile
from spotter.contracts.readings import BY_CONTENT, Measured, RefusalReason, Scalar
from spotter.domain.codecs.duplicates import repeated_key
from spotter.domain.decoding import MOST_ITEMS, Fields, Part, Refused, too_many

_OWN = ("boot", "seq", "at", "device")
_HEADED = re.compile(r"\s*([^\[\]]+?)\s*(?:\[([^\[\]]*)\])?\s*")
_INTEGER = re.compile(r"[+-]?[0-9]{1,19}")
_NUMBER = re.compile(r"[+-]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][+-]?[0-9]{1,4})?")
_DECIMAL_COMMA = re.compile(r"\s*[+-]?[0-9]*,[0-9]+\s*")
_TRUTHS = {"true": True, "1": True, "false": False, "0": False}


class _Column(NamedTuple):
    name: str
    unit: str | None
    type: ChannelType | None


def decode(payload: bytes, profile: Profile, arrived: datetime) -> list[Part]:  # noqa: ARG001 - as all codecs
    """Split a table into its readings; a bad row stands among the good ones."""
    rows = _rows(payload, profile)
    if not rows:
        raise Refused(RefusalReason.MISSING_FIELD, "the table has no header")
    columns = _columns(rows[0], profile)
    if len(rows) == 1:
        raise Refused(RefusalReason.MISSING_FIELD, "the table has a header and no rows")
    if len(rows) - 1 > MOST_ITEMS:
        raise too_many(len(rows) - 1)
    return [_part(position, row, columns) for position, row in enumerate(rows[1:])]


def encode(readings: Sequence[Measured], profile: Profile) -> bytes:
    """Write readings as a table; columns stand in the order of the profile."""
    said = {name for reading in readings for name in reading.values}
    names = [name for name in profile.channels if name in said]
    names += sorted(said - set(names))
    units = {name: channel.unit for name, channel in profile.channels.items()}
    numbered = [] if any(reading.boot == BY_CONTENT for reading in readings) else ["boot", "seq"]
    header = [*numbered, "at", *(f"{name}[{units[name]}]" if units.get(name) else name for name in names)]
    table = io.StringIO(newline="")
    writer = csv.writer(table, delimiter=_delimiter(profile), lineterminator="\r\n")
    writer.writerow(header)
    for reading in readings:
        own = [reading.boot, reading.seq] if numbered else []
        cells = [_text(reading.values[name]) if name in reading.values else "" for name in names]
        writer.writerow([*own, reading.at.isoformat(), *cells])
    return table.getvalue().encode()


def _rows(payload: bytes, profile: Profile) -> list[list[str]]:
    try:
        text = io.StringIO(payload.decode("utf-8-sig"), newline="")
        rows = list(csv.reader(text, delimiter=_delimiter(profile), strict=True))
    except (csv.Error, UnicodeDecodeError) as err:
        count = max(1, payload.count(b"\n") - 1)
        raise Refused(RefusalReason.MALFORMED, f"this is no CSV: {str(err)[:200]}", count=count) from err
    return [row for row in rows if any(row)]


def _delimiter(profile: Profile) -> str:
    return profile.codec.delimiter if isinstance(profile.codec, Csv) else ","


def _columns(header: list[str], profile: Profile) -> list[_Column]:
    columns = []
    for cell in header:
        matched = _HEADED.fullmatch(cell)
        if matched is None:
            sentence = f"{ascii(cell)[:80]} is no column; write channel or channel[unit]"
            raise Refused(RefusalReason.MALFORMED, sentence)
        name, unit = matched.groups()
        channel = profile.channels.get(name)
        same = channel is not None and (unit or None) == channel.unit
        columns.append(_Column(name, None if same else unit, channel.type if channel else None))
    names = [column.name for column in columns]
    if repeated := next((name for name in names if names.count(name) > 1), None):
        raise repeated_key(repeated)
    if "at" not in names:
        raise Refused(RefusalReason.MISSING_FIELD, "the table has no column at")
    return columns


def _part(position: int, row: list[str], columns: list[_Column]) -> Part:
    if len(row) != len(columns):
        sentence = f"{len(row)} cells where the header has {len(columns)}; is there a decimal comma?"
        return Part(position, Refused(RefusalReason.MALFORMED, sentence), row)
    item: Fields = {}
    values: Fields = {}
    fault: Refused | None = None
    for cell, column in zip(row, columns, strict=True):
        if not cell:
            continue
        if column.name in _OWN:
            item[column.name] = _number(cell) if column.name == "seq" else cell
            continue
        value = _value(cell, column.type)
        if value is cell and column.type is not ChannelType.STRING and _DECIMAL_COMMA.fullmatch(cell):
            sentence = f"{column.name[:63]} is {cell.strip()[:40]}, with a decimal comma; write a point"
            fault = fault or Refused(RefusalReason.WRONG_TYPE, sentence)
        values[column.name] = value if column.unit is None else {"value": value, "unit": column.unit}
    return Part(position, {**item, "values": values}, row, fault)


def _value(cell: str, wanted: ChannelType | None) -> Scalar:
    """Read a cell as its channel types it; what is none of that type stays a text, to be refused."""
    match wanted:
        case ChannelType.NUMBER | ChannelType.INTEGER:
            return _number(cell)
        case ChannelType.BOOLEAN:
            return _TRUTHS.get(cell.strip().lower(), cell)
        case _:
            return cell


def _number(cell: str) -> Scalar:
    bare = cell.strip()
    if _INTEGER.fullmatch(bare):
        return int(bare)
    return float(bare) if _NUMBER.fullmatch(bare) else cell


def _text(value: Scalar) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)
