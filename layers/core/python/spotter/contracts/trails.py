"""Trails: what ingest remembers of a device, so that repeats, gaps and wrong clocks are known exactly.

Structs are written without field names, since one is read and written with every batch. They are not frozen:
a batch works on its own copy, and only a conditional write makes it the truth.
"""

from __future__ import annotations

from datetime import datetime

import msgspec

from spotter.contracts.names import RuleName
from spotter.contracts.readings import Scalar


class Boot(msgspec.Struct, array_like=True, omit_defaults=True):
    """One count of a device: from a boot, or from a reset of the count, to the next.

    `seen` and `refused` are sets of sequence numbers as flat closed intervals `[first, last, first, …]`: what
    was accepted, and what arrived and was refused. `newest` is the latest event time in it, in epoch
    milliseconds, `begins` the earliest. By `delays` its clock is judged (`domain/clocks.py`).
    """

    begins: int
    newest: int
    seen: list[int] = msgspec.field(default_factory=list)
    refused: list[int] = msgspec.field(default_factory=list)
    delays: list[int] = msgspec.field(default_factory=list)


class Moment(msgspec.Struct, array_like=True, frozen=True, order=True):
    """One of the newest readings of a device: when, which, when it arrived (in milliseconds), its values."""

    at: int
    boot: str
    seq: int
    arrived: int
    values: dict[str, Scalar]


class Mark(msgspec.Struct, array_like=True):
    """What is remembered of one channel, in epoch milliseconds of event time.

    `at` and `value` are its newest value; `differed` and `before` are when it last had another value and
    which (its first time of all and the same value when it never had).
    """

    at: int
    value: float
    differed: int
    before: float


class Counts(msgspec.Struct, omit_defaults=True):
    """What a device has published and what became of it, in readings.

    `published` is `accepted` + `quarantined` + `duplicates`, always. A message that its queue delivers again
    is counted once. `late` and `conflicts` are parts of what was accepted or repeated.
    """

    published: int = 0
    accepted: int = 0
    quarantined: int = 0
    duplicates: int = 0
    late: int = 0
    conflicts: int = 0


class Trail(msgspec.Struct):
    """The trail of one device.

    `recent` are the newest readings in event order; `marks` are by channel, and so is `over`: when a channel
    was last at or beyond the end of its range, refused readings included. `heard` are the messages taken in
    lately, by the minute of doing so (`domain/redeliveries.py`): one that comes again is known by it. `paged`
    names the boots whose numbers were moved to records of their own, because there are many, and their newest
    event time; after a month, when nothing so old is accepted any more, they leave the list. `overs` are, by
    channel, the first and last moments of each day at which a reading was refused as over range: the
    archive does not have them, and settles trust by them. `shown` are the rules that a single value of the
    device was ever seen to break, by name and in order: only what they raised can end.
    """

    counts: Counts = msgspec.field(default_factory=Counts)
    boots: dict[str, Boot] = msgspec.field(default_factory=dict)
    recent: list[Moment] = msgspec.field(default_factory=list)
    marks: dict[str, Mark] = msgspec.field(default_factory=dict)
    over: dict[str, int] = msgspec.field(default_factory=dict)
    heard: dict[str, str] = msgspec.field(default_factory=dict)
    paged: dict[str, int] = msgspec.field(default_factory=dict)
    overs: dict[str, list[int]] = msgspec.field(default_factory=dict)
    shown: list[RuleName] = msgspec.field(default_factory=list)


class Gap(msgspec.Struct, frozen=True):
    """Readings of one boot that are missing: numbers `first` to `last`, both included."""

    boot: str
    first: int
    last: int


def milliseconds(moment: datetime) -> int:
    """Give a moment as epoch milliseconds, as trails hold it."""
    return int(moment.timestamp() * 1000)
