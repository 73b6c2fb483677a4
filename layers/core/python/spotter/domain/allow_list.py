"""Lists of serial numbers that may join the fleet, as people have them: CSV from a spreadsheet."""

from __future__ import annotations

import csv
import io
import re
from collections import Counter
from collections.abc import Iterable, Mapping
from enum import StrEnum

import msgspec

from spotter.contracts.provisioning import SERIAL_PATTERN
from spotter.domain.imports import FIRST_ROW
from spotter.errors import Invalid

COLUMNS = ("serial", "device", "site", "profile", "tags", "groups", "again")
NEEDED = COLUMNS[:4]
_SERIAL = re.compile(SERIAL_PATTERN)
_WORDS = {"": False, "no": False, "false": False, "0": False, "yes": True, "true": True, "1": True}


class AllowRow(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One serial to allow, as it was written: nothing of it has been checked yet."""

    row: int
    serial: str = ""
    device: str = ""
    site: str = ""
    profile: str = ""
    tags: tuple[str, ...] = ()
    groups: tuple[str, ...] = ()
    again: bool = False


class AllowOutcome(StrEnum):
    """What became of a row; with a dry run, what would become of it."""

    ALLOWED = "allowed"
    UNCHANGED = "unchanged"
    REFUSED = "refused"


class AllowResult(msgspec.Struct, frozen=True):
    """What became of one row, and if it was refused what is wrong and what to do about it."""

    row: int
    serial: str
    outcome: AllowOutcome
    wrong: str | None = None
    remedy: str | None = None


def serial(text: str) -> str:
    """Check that a text can be a serial number, and give it back.

    Raises:
        Invalid: it is not 1 to 64 letters, digits, dots, underscores or hyphens.

    >>> serial("SN-2026.0042")
    'SN-2026.0042'
    """
    if _SERIAL.fullmatch(text) is None:
        sentence = "serial must be 1 to 64 letters, digits, dots, underscores or hyphens"
        raise Invalid(sentence, field="serial", value=text[:80])
    return text


def allow_rows_of(content: bytes) -> tuple[AllowRow, ...]:
    r"""Read a list of serials: CSV with a header; tags and groups are separated by blanks or semicolons.

    Raises:
        Invalid: it is no such list; the sentence says what is missing.

    >>> allow_rows_of(b"serial,device,site,profile,again\nSN-1,helmet-1,pit,gas,yes\n")[0].again
    True
    """
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as err:
        raise Invalid(f"the list is not UTF-8: {err}") from err
    reader = csv.DictReader(io.StringIO(text), restkey="?", restval="")
    header = [name.strip() for name in reader.fieldnames or ()]
    lacking, unknown = [n for n in NEEDED if n not in header], [n for n in header if n not in COLUMNS]
    if lacking or unknown or len(set(header)) < len(header):
        sentence = f"the header must be {','.join(COLUMNS)} (the last three may be left out)"
        raise Invalid(sentence, lacking=lacking, unknown=unknown)
    reader.fieldnames = header
    return tuple(_row(number, row) for number, row in enumerate(reader, start=FIRST_ROW))


def repeated(rows: Iterable[AllowRow]) -> set[str]:
    """Give the serials and the devices that stand in more than one row.

    >>> sorted(repeated([AllowRow(2, "S1", "a"), AllowRow(3, "S2", "a"), AllowRow(4, "S1", "b")]))
    ['device a', 'serial S1']
    """
    named = Counter(name for row in rows for name in (f"serial {row.serial}", f"device {row.device}"))
    return {name for name, times in named.items() if times > 1}


def _row(number: int, row: Mapping[str, str | list[str]]) -> AllowRow:
    said = {name: text.strip() for name, text in row.items() if isinstance(text, str)}
    if "?" in row:
        said["serial"] = ""  # more cells than columns: it is not known which one is what
    tags, groups = (tuple(said.get(name, "").replace(";", " ").split()) for name in ("tags", "groups"))
    again = _WORDS.get(said.get("again", "").lower())
    if again is None:
        raise Invalid(f"row {number}: again must be yes or no", field="again", row=number)
    return AllowRow(
        number, said["serial"], said["device"], said["site"], said["profile"], tags, groups, again
    )
