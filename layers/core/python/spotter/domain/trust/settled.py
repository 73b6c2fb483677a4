"""Settled trust: the doubts about everything that a device has sent, once all of it is there.

A function of the set of readings: their order, their batches and what was thought of them live change
nothing. Where a live judgement had to guess (was that a slow clock or a backlog?), this one saw both sides.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import NamedTuple

import msgspec

from spotter.contracts.devices import SensorChecks
from spotter.contracts.readings import Doubt, Reading, Scalar
from spotter.contracts.trails import milliseconds
from spotter.domain.clocks import WORST_SKEW_MS
from spotter.domain.rules.tables import ProfileKey, Profiles
from spotter.domain.trust.grading import WHOLE
from spotter.domain.trust.judging import Memory, judge
from spotter.domain.trust.live import LATE_AFTER_MS
from spotter.domain.trust.sensors import Sensor, sensors_of

NEARBY_MS = 60_000
"""A message that came fresh within a minute proves that the clock was right and old readings were kept."""


class _Told(NamedTuple):
    at: int
    boot: str
    seq: int
    arrived: int
    reading: Reading


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
    told = sorted((_told(reading) for reading in readings), key=_order)
    clocks, begins = _clocks(told), _begins(told)
    names = _conflicting(told)
    memory = Memory((), {}, dict(over or {}))
    compiled: dict[ProfileKey, tuple[Sensor, ...]] = {}
    settled: list[Reading] = []
    for each in told:
        reading = each.reading
        key = reading.tenant, reading.profile, reading.profile_version
        if key not in compiled:
            compiled[key] = sensors_of(profiles[key], checks)
        memory = memory._replace(sensors=compiled[key])
        doubts = judge(memory, reading.values, at=each.at, begins=begins[each.boot])
        whole = _whole(each, clocks[each.boot])
        whole += (Doubt.CONFLICTING,) * ((each.boot, each.seq) in names) + (Doubt.DEVICE_SUSPECT,) * suspect
        if whole:
            doubts[WHOLE] = whole
        settled.append(msgspec.structs.replace(reading, doubts=doubts))
    return settled


def _told(reading: Reading) -> _Told:
    return _Told(milliseconds(reading.at), reading.boot, reading.seq, milliseconds(reading.arrived), reading)


def _order(told: _Told) -> tuple[int, str, int, int, str]:
    return (*told[:4], repr(sorted(told.reading.values.items())))


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
