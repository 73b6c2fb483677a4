"""Clockwork: when, by our clock, to look whether a timer ran out. Pure.

A timer runs in event time. By our clock it goes on from the moment at which its subject was last heard: the
newest reading arrived later than it was measured by what its clock is behind and by its way to us.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from spotter.contracts.dues import Due
from spotter.contracts.readings import Reading
from spotter.contracts.rules import Scope
from spotter.domain.clocks import WORST_SKEW_MS
from spotter.domain.rules.memory import Memory
from spotter.domain.rules.taking import milliseconds
from spotter.domain.rules.timed import About

GRACE_MS = 3_000
"""How long readings that were measured before a timer ran out may be on their way: part of the 10 s that may
pass between the timeout and the alarm (domain reference, section 2: targets)."""

MOST_DUES = 40
"""Dues written at once; a subject has one for each rule that has begun to count, rarely more than two."""


def lags_of(known: Mapping[str, int], memory: Memory, readings: Iterable[Reading]) -> dict[str, int]:
    """Say for each boot that is remembered how late its newest reading arrived, in milliseconds."""
    lags = dict(known)
    for reading in readings:
        boot, at = f"{reading.device}/{reading.boot}", milliseconds(reading.at)
        if memory.boots.get(boot) == at:
            lags[boot] = milliseconds(reading.arrived) - at
    return {boot: lags[boot] for boot in sorted(memory.boots) if boot in lags}


def behind_ms(scope: Scope, memory: Memory, lags: Mapping[str, int]) -> int:
    """Say by how much our clock is ahead of a subject's.

    A device is as late as it was when it was last heard, so a backlog that is still being sent lets no timer
    run out. Of several devices the latest counts, but none for more than a clock may be wrong: one that
    catches up must not hold up the others.
    """
    if scope == "device":
        newest = max(memory.boots, key=lambda boot: (memory.boots[boot], boot), default="")
        return lags.get(newest, 0)
    return max((min(lag, WORST_SKEW_MS) for lag in lags.values()), default=0)


def dues_of(about: About, scope: Scope, moments: Iterable[int], *, behind: int, now: int) -> list[Due]:
    """Say when to look at moments that are due; never before now: nobody reads minutes that are past."""
    return [
        Due(
            about.tenant,
            about.site,
            about.subject,
            scope,
            at=at,
            look_at=max(at + behind + GRACE_MS, now),
        )
        for at in sorted(moments)[:MOST_DUES]
    ]
