"""Dry runs: what a changed profile would have made of what was measured lately."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

import msgspec

from spotter.contracts.names import DeviceName
from spotter.contracts.readings import Scalar


class Became(StrEnum):
    """What becomes of a value that was accepted, when it is read by another version of its profile."""

    KEPT = "kept"
    RETYPED = "retyped"
    """The same number, as another type."""
    CONVERTED = "converted"
    """The same quantity in another unit."""
    REREAD = "reread"
    """The same number taken for another unit: the device goes on saying what it said."""
    ALTERED = "altered"
    """Another number in the same unit: the bytes are read differently."""
    LEFT_OUT = "left_out"
    """The payload is no longer read for this channel."""
    REFUSED = "refused"


LOSSES = frozenset({Became.REREAD, Became.ALTERED, Became.LEFT_OUT, Became.REFUSED})
"""What nobody accepts unawares."""


class Example(msgspec.Struct, frozen=True):
    """One value of which something became, and why in a sentence."""

    device: DeviceName
    at: datetime
    became: Became
    value: Scalar
    detail: str


class ChannelRun(msgspec.Struct, frozen=True):
    """What becomes of one channel: values by outcome, refusals by reason, first examples."""

    counts: dict[Became, int] = {}
    reasons: dict[str, int] = {}
    examples: tuple[Example, ...] = ()


class DryRun(msgspec.Struct, frozen=True):
    """What a draft of a profile makes of the readings that arrived between `since` and `until`.

    `refused` of the `readings` that were accepted would be refused, for `reasons`; `unwritten` could not be
    tried. Of `quarantined` items that the profile had refused, `regained` would be accepted. One page of
    `pages` is an even sample of all `objects` of the archive; `looked_at` says how many were read.
    """

    version: int
    since: datetime
    until: datetime
    page: int = 0
    pages: int = 1
    objects: int = 0
    looked_at: int = 0
    readings: int = 0
    refused: int = 0
    unwritten: int = 0
    quarantined: int = 0
    regained: int = 0
    reasons: dict[str, int] = {}
    channels: dict[str, ChannelRun] = {}
