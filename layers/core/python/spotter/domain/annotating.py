"""What becomes of the rows of an annotation file: all of them are good, or none is taken."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from enum import StrEnum

import msgspec

from spotter.contracts.annotations import Annotation
from spotter.contracts.names import DeviceName, LabelName
from spotter.domain.annotation_sheets import AnnotationRow, Entry, understood
from spotter.errors import Invalid

Voice = tuple[LabelName, str]
"""A label, and the annotator who gives it."""

Stand = Mapping[Voice, Sequence[Annotation]]
"""What annotators have said before."""


Place = tuple[DeviceName, datetime, datetime]
"""A device, and a stretch of its time."""


class RowOutcome(StrEnum):
    """What became of a row; with a dry run, what would become of it."""

    ADDED = "added"
    UNCHANGED = "unchanged"
    REFUSED = "refused"


class RowResult(msgspec.Struct, frozen=True):
    """What became of one row; if it was refused, which column is wrong, how, and what to do about it."""

    row: int
    outcome: RowOutcome
    column: str | None = None
    wrong: str | None = None
    remedy: str | None = None


def entries_of(rows: Sequence[AnnotationRow]) -> tuple[list[Entry], list[RowResult]]:
    """Read every row; those that cannot be read are refused."""
    entries: list[Entry] = []
    refused: list[RowResult] = []
    for row in rows:
        try:
            entries.append(understood(row))
        except Invalid as err:
            refused.append(_refused(row.row, str(err.facts["field"]), err.sentence, "correct the cell"))
    return entries, refused


def judged(entries: Sequence[Entry], known: Collection[DeviceName], stand: Stand) -> list[RowResult]:
    """Say of each row whether it is new, is there already, or cannot be right beside the others."""
    clashes = _clashes(entries, stand)
    there = {voice: set(map(_place, said)) for voice, said in stand.items()}
    results: list[RowResult] = []
    for entry in entries:
        annotation = entry.annotation
        if annotation.device not in known:
            sentence = f"there is no device {annotation.device} at this site"
            remedy = "correct the name, or register the device first"
            results.append(_refused(entry.row, "device", sentence, remedy))
        elif entry.row in clashes:
            sentence = f"{entry.annotator} says {entry.label} of {annotation.device} {clashes[entry.row]}"
            remedy = "make the intervals of one annotator end before the next begins, or one of them"
            results.append(_refused(entry.row, "start", sentence, remedy))
        else:
            is_there = _place(annotation) in there.get((entry.label, entry.annotator), ())
            results.append(RowResult(entry.row, RowOutcome.UNCHANGED if is_there else RowOutcome.ADDED))
    return results


def _clashes(entries: Sequence[Entry], stand: Stand) -> dict[int, str]:
    """Find the rows that overlap another stretch of the same annotator, label and device, and say which."""
    grouped: dict[tuple[LabelName, str, DeviceName], list[tuple[Annotation, int]]] = defaultdict(list)
    for entry in entries:
        grouped[entry.label, entry.annotator, entry.annotation.device].append((entry.annotation, entry.row))
    found: dict[int, str] = {}
    for (label, annotator, device), own in grouped.items():
        before = [each for each in stand.get((label, annotator), ()) if each.device == device]
        there = set(map(_place, before))
        new = [(each, row) for each, row in own if _place(each) not in there]
        found |= _overlaps([*new, *((old, 0) for old in before)])
        found |= _repeats(own)
    return found


def _overlaps(stretches: list[tuple[Annotation, int]]) -> dict[int, str]:
    """Name the rows whose stretch begins before an earlier one has ended; row 0 is there already."""
    found: dict[int, str] = {}
    last: tuple[Annotation, int] | None = None
    for stretch, row in sorted(stretches, key=lambda each: (each[0].start, each[0].end, each[1])):
        if last is not None and stretch.start < last[0].end:
            for one, other in ((row, last), (last[1], (stretch, row))):
                found.setdefault(one, _beside(*other))
        if last is None or stretch.end > last[0].end:
            last = (stretch, row)
    found.pop(0, None)
    return found


def _repeats(own: list[tuple[Annotation, int]]) -> dict[int, str]:
    first: dict[tuple[object, object], tuple[Annotation, int]] = {}
    found: dict[int, str] = {}
    for stretch, row in own:
        before = first.setdefault((stretch.start, stretch.end), (stretch, row))
        if before[1] != row:
            found[row] = _beside(*before)
    return found


def _beside(other: Annotation, row: int) -> str:
    where = f"in row {row}" if row else "by an earlier file"
    return f"from {other.start.isoformat()} to {other.end.isoformat()} already, {where}"


def _place(said: Annotation) -> Place:
    return said.device, said.start, said.end


def _refused(row: int, column: str, wrong: str, remedy: str) -> RowResult:
    return RowResult(row, RowOutcome.REFUSED, column, wrong, remedy)
