"""Settling: what the archive says about a day is a function of the set of its readings, of no order at all.

A reading is named by device, boot and sequence number. Of one name the earliest arrival counts; what came
later with the same content is a repeat, what came with another is kept beside it with its reason. Where two
readings of a device speak of one channel at one moment, the one that arrived earlier counts.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import NamedTuple

import msgspec

from spotter.contracts.archive import Lost
from spotter.contracts.names import DeviceName
from spotter.contracts.readings import Reading

_ENCODER = msgspec.json.Encoder(order="deterministic")

Named = tuple[DeviceName, str, int]
Moment = tuple[DeviceName, datetime]


class Kept(NamedTuple):
    """A reading of the archive, and for each of its channels that does not count the reason.

    `variant` tells readings under one name apart: 0 is the one that counts.
    """

    reading: Reading
    lost: Mapping[str, Lost]
    variant: int = 0


class Settled(NamedTuple):
    """The readings of a day, each once, and how often they came again: unchanged, and changed."""

    kept: list[Kept]
    repeats: int
    conflicts: int


def settled(readings: Iterable[Reading]) -> Settled:
    """Settle readings; whatever their order and however often they came, the same set gives the same."""
    named: dict[Named, list[Reading]] = {}
    came = 0
    for reading in readings:
        came += 1
        named.setdefault((reading.device, reading.boot, reading.seq), []).append(reading)
    variants = {name: _variants(same) if len(same) > 1 else same for name, same in named.items()}
    beaten = _beaten(same[0] for same in variants.values())
    kept = [
        Kept(reading, beaten.get(name, {}) if place == 0 else _all_lost(reading), place)
        for name, same in variants.items()
        for place, reading in enumerate(same)
    ]
    conflicts = len(kept) - len(variants)
    return Settled(kept, came - len(kept), conflicts)


def channels_of(reading: Reading) -> Iterable[str]:
    """Name what a reading has rows for; one without values has one under the empty name, so that it stays."""
    return reading.values or ("",)


def _variants(same: list[Reading]) -> list[Reading]:
    """Give one reading for each content under a name, the earliest arrival first."""
    found: dict[bytes, tuple[datetime, bytes, Reading]] = {}
    for reading in same:
        content = _ENCODER.encode((reading.at, reading.profile, reading.profile_version, reading.values))
        candidate = (reading.arrived, _ENCODER.encode(reading), reading)
        found[content] = min(found.get(content, candidate), candidate, key=lambda each: each[:2])
    return [reading for _, _, reading in sorted(found.values(), key=lambda each: each[:2])]


def _beaten(winners: Iterable[Reading]) -> dict[Named, dict[str, Lost]]:
    """Find the channels of readings for whose moment another reading of the device counts."""
    moments: dict[Moment, Reading | list[Reading]] = {}
    shared: set[Moment] = set()
    for reading in winners:
        moment = (reading.device, reading.at)
        there = moments.setdefault(moment, reading)
        if there is not reading:
            moments[moment] = [*(there if isinstance(there, list) else [there]), reading]
            shared.add(moment)
    beaten: defaultdict[Named, dict[str, Lost]] = defaultdict(dict)
    for moment in shared:
        rivals = moments[moment]
        taken: set[str] = set()
        for reading in sorted(rivals if isinstance(rivals, list) else [rivals], key=_precedence):
            for channel in taken.intersection(channels_of(reading)):
                beaten[reading.device, reading.boot, reading.seq][channel] = Lost.SAME_MOMENT
            taken.update(channels_of(reading))
    return beaten


def _precedence(reading: Reading) -> tuple[datetime, str, int]:
    return reading.arrived, reading.boot, reading.seq


def _all_lost(reading: Reading) -> dict[str, Lost]:
    return dict.fromkeys(channels_of(reading), Lost.LATER_ARRIVAL)
