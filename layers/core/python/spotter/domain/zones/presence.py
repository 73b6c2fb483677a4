"""Presence: who entered, left or stayed too long in a zone. Pure over the set of fixes, whatever their order.

Somebody is inside from the first fix whose chance of being inside reaches the zone's entry chance, and
outside again after some fixes in a row with almost no chance. Between the two nothing changes, so that
somebody who stands on the line is not in and out with each fix. A missing fix is no proof of having left.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import NamedTuple

from spotter.contracts.alarms import AlarmClass
from spotter.contracts.fixes import Fix
from spotter.contracts.zones import Movement, Zone, ZoneEvent

ENTRY_CHANCE = 0.5
LIFE_SAFETY_ENTRY_CHANCE = 0.1
EXIT_CHANCE = 0.05
EXIT_FIXES = 3
"""Enter at P >= 0.5, in life-safety zones at 0.1; leave at P <= 0.05 for N fixes (domain reference, 1.7)."""


class Chance(NamedTuple):
    """A fix and the chance that it was inside a zone."""

    fix: Fix
    chance: float


class Presence(NamedTuple):
    """How somebody stands to a zone after some fixes; `since` is when they entered, None while outside.

    `best` is the likeliest moment of being inside of this stay, `last` the latest that was not outside, and
    `outside` the latest that was. `events` are all that happened, in order.
    """

    since: Chance | None
    best: Chance | None
    last: Chance | None
    outside: Chance | None
    events: tuple[ZoneEvent, ...]

    def too_long(self, zone: Zone) -> bool:
        """Tell whether somebody is inside and has been for longer than the zone allows."""
        return self.since is not None and self.last is not None and _dwelt(zone, self.since, self.last.fix.at)


def entry_chance(zone: Zone) -> float:
    """Give the chance of being inside at which somebody has entered a zone."""
    return LIFE_SAFETY_ENTRY_CHANCE if zone.alarm_class is AlarmClass.LIFE_SAFETY else ENTRY_CHANCE


def presence(zone: Zone, seen: Iterable[Chance]) -> Presence:
    """Follow somebody's fixes through a zone."""
    walk = _Walk(zone)
    for each in sorted(set(seen), key=_order):
        walk.take(each)
    return Presence(walk.since, walk.best, walk.last, walk.outside, tuple(walk.events))


def _order(seen: Chance) -> tuple[datetime, str, float]:
    return seen.fix.at, seen.fix.reading, seen.chance


def _dwelt(zone: Zone, since: Chance, at: datetime) -> bool:
    return at - since.fix.at >= timedelta(seconds=zone.dwell_s)


class _Walk:
    """A walk through a zone, fix by fix in order of time."""

    def __init__(self, zone: Zone) -> None:
        self._zone = zone
        self._entry = entry_chance(zone)
        self._away = 0
        self._dwelt = False
        self.since: Chance | None = None
        self.best: Chance | None = None
        self.last: Chance | None = None
        self.outside: Chance | None = None
        self.events: list[ZoneEvent] = []

    def take(self, seen: Chance) -> None:
        if self.since is None:
            self._look_for_entry(seen)
        else:
            self._look_for_exit(seen)
        if self.since is not None and not self._dwelt and _dwelt(self._zone, self.since, seen.fix.at):
            self._dwelt = True
            self._happened(Movement.DWELT, seen)

    def _look_for_entry(self, seen: Chance) -> None:
        if seen.chance < self._entry:
            self.outside = seen
            return
        self.since = self.best = self.last = seen
        self._away, self._dwelt = 0, False
        self._happened(Movement.ENTERED, seen)

    def _look_for_exit(self, seen: Chance) -> None:
        if seen.chance > EXIT_CHANCE:
            self._away = 0
            self.last = seen
            self.best = max(self.best or seen, seen, key=lambda each: each.chance)
            return
        self._away += 1
        if self._away < EXIT_FIXES:
            return
        self.since = self.best = self.last = None
        self.outside = seen
        self._happened(Movement.LEFT, seen)

    def _happened(self, movement: Movement, seen: Chance) -> None:
        self.events.append(ZoneEvent(self._zone.name, movement, seen.fix.at, seen.chance, seen.fix.reading))
