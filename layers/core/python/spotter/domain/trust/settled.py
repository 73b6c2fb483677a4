"""Settled trust: the doubts about everything that a device has sent, once all of it is there.

A function of the set of readings: their order, their batches and what was thought of them live change
nothing. Where a live judgement had to guess (was that a slow clock or a backlog?), this one saw both sides.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Iterable, Mapping
from itertools import pairwise
from typing import NamedTuple

import msgspec

from spotter.contracts.devices import SensorChecks
from spotter.contracts.readings import Doubt, Reading, Scalar
from spotter.contracts.settlements import Basis, Carried, Held
from spotter.contracts.trails import milliseconds
from spotter.domain.clocks import WORST_SKEW_MS
from spotter.domain.rules.tables import ProfileKey, Profiles
from spotter.domain.trust.grading import WHOLE
from spotter.domain.trust.judging import Memory, judge
from spotter.domain.trust.live import LATE_AFTER_MS
from spotter.domain.trust.senses import Sense
from spotter.domain.trust.sensors import Sensor, sensors_of

NEARBY_MS = 60_000
"""A message that came fresh within a minute proves that the clock was right and old readings were kept."""

MOST_BOOTS = 16
"""Boots of a device whose beginning is carried into the next day."""


class _Told(NamedTuple):
    at: int
    boot: str
    seq: int
    arrived: int
    reading: Reading
    place: int


def settled_doubts(
    readings: Iterable[Reading],
    profiles: Profiles,
    checks: Mapping[str, SensorChecks],
    *,
    suspect: bool = False,
    over: Mapping[str, int] | None = None,
) -> list[Reading]:
    """Give the readings of one device in event order, each with its settled doubts instead of those it had.

    `over` says when each channel was last over its range before these, in epoch milliseconds: what latched
    yesterday is latched today.
    """
    basis = Basis(dict(checks), suspect=suspect, start=Carried(over=dict(over or {})))
    return settle(readings, profiles, basis).readings


class SettledTrust(NamedTuple):
    """Readings in event order with settled doubts, the place that each had, and what is carried on."""

    readings: list[Reading]
    places: list[int]
    end: Carried


def settle(readings: Iterable[Reading], profiles: Profiles, basis: Basis) -> SettledTrust:
    """Settle the readings of one device, going on from where the day before ended."""
    told = _in_order(_told(place, reading) for place, reading in enumerate(readings))
    clocks, begins = _clocks(told), _begins(told) | basis.start.begins
    names = _conflicting(told)
    memory = Memory((), _senses(basis.start), dict(basis.start.over))
    overs = sorted((at, channel) for channel, moments in basis.overs.items() for at in moments)
    compiled: dict[ProfileKey, tuple[Sensor, ...]] = {}
    settled: list[Reading] = []
    for each in told:
        _remember(memory, overs, until=each.at)
        reading = each.reading
        key = reading.tenant, reading.profile, reading.profile_version
        if key not in compiled:
            compiled[key] = sensors_of(profiles[key], basis.checks)
        memory = memory._replace(sensors=compiled[key])
        doubts = judge(memory, reading.values, at=each.at, begins=begins[each.boot])
        whole = _whole(each, clocks[each.boot])
        whole += (Doubt.CONFLICTING,) * ((each.boot, each.seq) in names) + (
            Doubt.DEVICE_SUSPECT,
        ) * basis.suspect
        if whole:
            doubts[WHOLE] = whole
        same = reading.doubts == doubts
        settled.append(reading if same else msgspec.structs.replace(reading, doubts=doubts))
    _remember(memory, overs, until=2**62)
    return SettledTrust(settled, [each.place for each in told], _carried(memory, begins))


def _told(place: int, reading: Reading) -> _Told:
    at, arrived = milliseconds(reading.at), milliseconds(reading.arrived)
    return _Told(at, reading.boot, reading.seq, arrived, reading, place)


def _remember(memory: Memory, overs: list[tuple[int, str]], *, until: int) -> None:
    """Note the moments over range that have come by now, and take them off the list."""
    while overs and overs[0][0] <= until:
        at, channel = overs.pop(0)
        memory.over[channel] = max(at, memory.over.get(channel, 0))


def _senses(start: Carried) -> dict[str, Sense]:
    senses = {}
    for channel, held in start.senses.items():
        sense = senses[channel] = Sense(held.at, held.value)
        sense.differed, sense.before, sense.since = held.differed, held.before, held.since
        sense.jumped, sense.settles = held.jumped, held.settles
    return senses


def _carried(memory: Memory, begins: Mapping[str, int]) -> Carried:
    latest = sorted(begins.items(), key=lambda each: (each[1], each[0]))[-MOST_BOOTS:]
    senses = {
        channel: Held(each.at, each.value, each.differed, each.before, each.since, each.jumped, each.settles)
        for channel, each in sorted(memory.senses.items())
    }
    return Carried(dict(sorted(memory.over.items())), dict(latest), senses)


def _in_order(told: Iterable[_Told]) -> list[_Told]:
    """Sort by event time; values are looked at only where everything else is the same, which is rare."""
    ordered = sorted(told, key=lambda each: each[:4])
    if any(one[:4] == other[:4] for one, other in pairwise(ordered)):
        ordered.sort(key=lambda each: (*each[:4], repr(sorted(each.reading.values.items()))))
    return ordered


def _begins(told: Iterable[_Told]) -> dict[str, int]:
    begins: dict[str, int] = {}
    for each in told:
        begins.setdefault(each.boot, each.at)
    return begins


def _conflicting(told: Iterable[_Told]) -> set[tuple[str, int]]:
    """Name the readings of which two differ."""
    first: dict[tuple[str, int], Mapping[str, Scalar]] = {}
    return {
        (each.boot, each.seq)
        for each in told
        if first.setdefault((each.boot, each.seq), each.reading.values) != each.reading.values
    }


def _clocks(told: Iterable[_Told]) -> dict[str, list[tuple[int, int]]]:
    """Give for each boot when its messages arrived, in order, with the delay of the freshest reading."""
    clocks: defaultdict[str, dict[int, int]] = defaultdict(dict)
    for each in told:
        delay = each.arrived - each.at
        known = clocks[each.boot]
        known[each.arrived] = min(delay, known.get(each.arrived, delay))
    return {boot: sorted(delays.items()) for boot, delays in clocks.items()}


def _whole(told: _Told, clock: list[tuple[int, int]]) -> tuple[Doubt, ...]:
    if told.arrived - told.at <= LATE_AFTER_MS:
        return ()
    first = bisect_left(clock, (told.arrived - NEARBY_MS, -(2**62)))
    own = bisect_left(clock, (told.arrived, -(2**62)))
    last = bisect_right(clock, (told.arrived + NEARBY_MS, 2**62))
    near = slice(max(0, min(first, own - 1)), last)
    skewed = min(delay for _, delay in clock[near]) > WORST_SKEW_MS
    return (Doubt.LATE, Doubt.CLOCK_SKEW) if skewed else (Doubt.LATE,)
