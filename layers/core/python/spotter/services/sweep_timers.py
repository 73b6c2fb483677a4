"""Sweep timers: raise what became dangerous although nothing further was heard.

A rule with a timer is judged when readings come. Where none come any more, this looks at each subject whose
timer runs out, at the moment when it does. What it says follows from what is remembered and from the moment
that is due, so saying it twice, or beside readings that say the same, changes nothing; readings that come
later decide as they always do. Signals go out before a due is closed: who dies in between repeats them.
"""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import datetime
from itertools import islice
from typing import NamedTuple

import msgspec

from spotter.contracts.alarms import Signal
from spotter.domain.rules.ages import UNKNOWN
from spotter.domain.rules.taking import milliseconds
from spotter.domain.rules.timed import About
from spotter.errors import Conflict
from spotter.ports.clock import Clock
from spotter.ports.queue import Queue
from spotter.services.find_ages import FindAges
from spotter.services.rules_in_force import RulesInForce
from spotter.stores.dues import KEPT_S, MINUTE_MS, Dues, Entry
from spotter.stores.memories import Memories
from spotter.stores.registry import Registry

STEP_S = 2.0
"""How often it is looked: a fifth of the 10 s that may pass between a timeout and its alarm."""

BACK = 2
"""Minutes that are read again: a due is written by a clock that was read a moment before."""

FIRST_BACK = 60
"""Minutes that the very first sweep reads."""

PAGE = 50
"""Subjects looked at together."""

Pause = Callable[[float], None]
"""Waits for so many seconds."""


class TimersSwept(NamedTuple):
    """What a sweep did, for the log line; `left` when its time was up before everything due was looked at."""

    dues: int
    signals: int
    left: bool


class SweepTimers(NamedTuple):
    """The use case with what it works on."""

    registry: Registry
    dues: Dues
    memories: Memories
    rules: RulesInForce
    ages: FindAges
    alarms: Queue
    clock: Clock
    pause: Pause
    step_s: float = STEP_S

    def __call__(self, until: datetime) -> TimersSwept:
        """Look at what is due until a moment, and once at least; the next sweep goes on where this one ends.

        Raises:
            Unavailable: a store or the queue does not answer; the next sweep begins anew.
        """
        stored = self.dues.swept_until()
        since = self._minute() - FIRST_BACK if stored is None else stored.document.minute
        dues = signals = 0
        while True:
            minute = self._minute()
            for page in _pages(self._due(since - BACK, minute)):
                if dues and self.clock() >= until:
                    return TimersSwept(dues, signals, left=True)
                signals += self._look(page)
                dues += len(page)
            since = minute
            if self.clock() >= until:
                break
            self.pause(min(self.step_s, max(0.0, (until - self.clock()).total_seconds())))
        with contextlib.suppress(Conflict):  # another sweep has come as far
            self.dues.put_swept_until(since, expected=stored.version if stored else None)
        return TimersSwept(dues, signals, left=False)

    def _minute(self) -> int:
        return milliseconds(self.clock()) // MINUTE_MS

    def _due(self, since: int, minute: int) -> Iterator[Entry]:
        """Give what is due now, of each tenant in order."""
        now = milliseconds(self.clock())
        since = max(since, minute - KEPT_S // 60)
        for tenant in sorted(self.registry.tenants()):
            for each in range(since, minute + 1):
                yield from (entry for entry in self.dues.open_in(tenant, each) if entry.due.look_at <= now)

    def _look(self, entries: Sequence[Entry]) -> int:
        """Signal what became dangerous, and close what was looked at."""
        said = [msgspec.json.encode(signal) for signal in self._overdue(entries)]
        if said:
            self.alarms.send(said)
        for entry in entries:
            self.dues.close(entry)
        return len(said)

    def _overdue(self, entries: Iterable[Entry]) -> Iterator[Signal]:
        abouts = {entry: About(entry.due.tenant, entry.due.site, entry.due.subject) for entry in entries}
        kept = self.memories.get_many(dict.fromkeys(abouts.values()))
        for entry, about in abouts.items():
            judge = self.rules.of(about.tenant, about.site).timed.get(entry.due.scope)
            stored = kept.get(about)
            if judge is not None and stored is not None:
                memory = stored.document.memory
                ages = self.ages(about.tenant, about.subject) if judge.asks_ages(memory) else UNKNOWN
                yield from judge.overdue(about, memory, now=entry.due.at, ages=ages)


def _pages(entries: Iterator[Entry]) -> Iterator[list[Entry]]:
    while page := list(islice(entries, PAGE)):
        yield page
