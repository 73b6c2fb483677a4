"""Lists of devices as people have them: CSV from a spreadsheet, or JSON; row by row, each with its number."""

from __future__ import annotations

import csv
import io
from collections import Counter
from collections.abc import Iterable, Mapping
from enum import StrEnum

import msgspec

from spotter.contracts.devices import NewDevice
from spotter.contracts.names import DeviceName, ProfileName, SiteName
from spotter.errors import Invalid

COLUMNS = ("device", "site", "profile", "tags", "groups")
NEEDED = COLUMNS[:3]
FIRST_ROW = 2
"""The number that a spreadsheet shows beside the first row under the header."""

NOTHING = frozenset({"nan", "#n/a", "n/a"})
"""What tools write into an empty cell; a device of this name would be a mistake that nobody notices."""


class DeviceRow(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One device to register, as it was written: nothing of it has been checked yet."""

    row: int
    device: str = ""
    site: str = ""
    profile: str = ""
    tags: tuple[str, ...] = ()
    groups: tuple[str, ...] = ()


class RowOutcome(StrEnum):
    """What became of a row; with a dry run, what would become of it."""

    REGISTERED = "registered"
    UNCHANGED = "unchanged"
    REFUSED = "refused"


class RowResult(msgspec.Struct, frozen=True):
    """What became of one row, and if it was refused what is wrong and what to do about it."""

    row: int
    device: str
    outcome: RowOutcome
    wrong: str | None = None
    remedy: str | None = None


def rows_of(content: bytes) -> tuple[DeviceRow, ...]:
    r"""Read a list of devices: a JSON array (or an object with `devices`), else CSV with a header.

    Tags and groups of a CSV row are separated by blanks or semicolons.

    Raises:
        Invalid: it is neither; the sentence says what is missing.

    >>> rows_of(b"device,site,profile,tags\nhelmet-7,pit,gas,zone-a;spare\n")[0].tags
    ('zone-a', 'spare')
    """
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as err:
        raise Invalid(f"the list is not UTF-8: {err}") from err
    return _json_rows(text) if text.lstrip().startswith(("[", "{")) else _csv_rows(text)


def doubled(rows: Iterable[DeviceRow]) -> Mapping[str, int]:
    """Give the names that stand in more than one row, with how many.

    >>> dict(doubled([DeviceRow(2, "a"), DeviceRow(3, "b"), DeviceRow(4, "a")]))
    {'a': 2}
    """
    return {name: n for name, n in Counter(row.device for row in rows if row.device).items() if n > 1}


def as_new_device(row: DeviceRow) -> NewDevice:
    """Give the device of a row whose names have been checked."""
    return NewDevice(
        DeviceName(row.device), SiteName(row.site), ProfileName(row.profile), tags=row.tags, groups=row.groups
    )


def _json_rows(text: str) -> tuple[DeviceRow, ...]:
    try:
        decoded = msgspec.json.decode(text)
        listed = decoded["devices"] if isinstance(decoded, dict) else decoded
        numbered = [{"row": number, **row} for number, row in enumerate(listed, start=1)]
        return msgspec.convert(numbered, tuple[DeviceRow, ...])
    except (msgspec.MsgspecError, KeyError, TypeError) as err:
        raise Invalid(f"the list holds no devices as JSON: {err}; each needs {', '.join(NEEDED)}") from err


def _csv_rows(text: str) -> tuple[DeviceRow, ...]:
    reader = csv.DictReader(io.StringIO(text), restkey="?", restval="")
    header = [name.strip() for name in reader.fieldnames or ()]
    lacking, unknown = [n for n in NEEDED if n not in header], [n for n in header if n not in COLUMNS]
    if lacking or unknown or len(set(header)) < len(header):
        raise Invalid(
            f"the header must be {','.join(COLUMNS)} (the last two may be left out)",
            lacking=lacking,
            unknown=unknown,
        )
    reader.fieldnames = header
    return tuple(_csv_row(number, row) for number, row in enumerate(reader, start=FIRST_ROW))


def _csv_row(number: int, row: Mapping[str, str | list[str]]) -> DeviceRow:
    said = {name: _cell(text) for name, text in row.items() if isinstance(text, str)}
    if "?" in row:
        said["device"] = ""  # more cells than columns: it is not known which one is what
    tags, groups = (tuple(said.get(name, "").replace(";", " ").split()) for name in ("tags", "groups"))
    return DeviceRow(number, said["device"], said["site"], said["profile"], tags, groups)


def _cell(text: str) -> str:
    """Give what a cell says; what tables are full of where a cell was empty is nothing, and no name."""
    stripped = text.strip()
    return "" if stripped.lower() in NOTHING else stripped
