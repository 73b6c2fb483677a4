"""Judge readings by the rules of their site: by single values at once, over time once they are kept."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from spotter.contracts.alarms import Signal
from spotter.contracts.devices import Device
from spotter.contracts.names import SiteName, Tenant
from spotter.contracts.readings import Reading
from spotter.contracts.rules import Scope
from spotter.domain.rules.ages import UNKNOWN, Ages
from spotter.domain.rules.clockwork import behind_ms, dues_of, lags_of
from spotter.domain.rules.memory import Memory
from spotter.domain.rules.tables import Profiles
from spotter.domain.rules.taking import milliseconds
from spotter.domain.rules.timed import About, TimedJudge
from spotter.errors import Conflict, Unavailable
from spotter.ports.clock import Clock
from spotter.services.find_ages import FindAges
from spotter.services.find_subjects import FindSubjects, Named
from spotter.services.rules_in_force import RulesInForce
from spotter.stores.memories import Memories, Remembered

ATTEMPTS = 6
"""Invocations meet on a zone or site that many devices speak of; if they go on to, the queue waits better."""


class _Share(NamedTuple):
    """The readings that are about one subject, and who judges them."""

    scope: Scope
    judge: TimedJudge
    readings: list[Reading]


class JudgeReadings:
    """The use case. Instant judging touches no store but the rules; timed judging one record a subject."""

    def __init__(
        self, rules: RulesInForce, memories: Memories, find: FindSubjects, ages: FindAges, clock: Clock
    ) -> None:
        self._rules = rules
        self._memories = memories
        self._find = find
        self._ages = ages
        self._clock = clock

    def at_once(
        self, readings: Iterable[Reading], profiles: Profiles, *, suspects: Iterable[Reading] = ()
    ) -> list[Signal]:
        """Say what single values show."""
        sound, doubtful = _by_site(readings), _by_site(suspects)
        return [
            signal
            for place in sorted({*sound, *doubtful})
            for signal in self._rules.of(*place).instant(
                sound.get(place, ()), profiles, suspects=doubtful.get(place, ())
            )
        ]

    def over_time(
        self, readings: Iterable[Reading], profiles: Profiles, devices: Mapping[Named, Device]
    ) -> list[Signal]:
        """Say what the readings show together with what is remembered, and remember them and what is due.

        Delivering the same readings again says the same again and changes nothing.

        Raises:
            Unavailable: a store does not answer, or others keep writing a subject's memory.
        """
        left = self._shares(readings, profiles, devices)
        said: list[Signal] = []
        for _ in range(ATTEMPTS):
            said += self._attempt(left, profiles)
            if not left:
                return said
        raise Unavailable("what rules remember is being written by others", subjects=len(left))

    def _shares(
        self, readings: Iterable[Reading], profiles: Profiles, devices: Mapping[Named, Device]
    ) -> dict[About, _Share]:
        """Share readings out to the subjects that timed rules look at."""
        shares: dict[About, _Share] = {}
        for (tenant, site), stream in _by_site(readings).items():
            spoken = {(each.tenant, each.profile, each.profile_version) for each in stream}
            timed = {
                scope: judge
                for scope, judge in self._rules.of(tenant, site).timed.items()
                if any(judge.is_about(key, profiles) for key in spoken)
            }
            if not timed:
                continue
            whose = self._find(stream, timed.keys(), devices)
            for scope, judge in timed.items():
                for reading in stream:
                    for subject in whose(scope, reading):
                        about = About(tenant, site, subject)
                        shares.setdefault(about, _Share(scope, judge, [])).readings.append(reading)
        return shares

    def _attempt(self, left: dict[About, _Share], profiles: Profiles) -> list[Signal]:
        """Judge what is left; what another writer was first at stays left."""
        kept = self._memories.get_many(left)
        said: list[Signal] = []
        for about, share in list(left.items()):
            stored = kept.get(about)
            before = stored.document if stored else Remembered(Memory())
            memory = before.memory
            share.judge.take(memory, share.readings, profiles)
            if memory.newest:
                asks = share.judge.asks_ages(memory)
                ages = self._ages(about.tenant, about.subject) if asks else UNKNOWN
                signals = share.judge.signals(about, memory, share.readings, ages)
                try:
                    expected = stored.version if stored else None
                    self._remember(about, share, before, ages, expected=expected)
                except Conflict:
                    continue
                said += signals
            del left[about]
        return said

    def _remember(
        self, about: About, share: _Share, before: Remembered, ages: Ages, *, expected: int | None
    ) -> None:
        """Write what is remembered of a subject; beside it, only where it is news, what is due when."""
        memory, judge = before.memory, share.judge
        moments, lags = judge.dues(memory, ages), lags_of(before.lags, memory, share.readings)
        news = dues_of(
            about,
            share.scope,
            set(moments) - set(before.dues),
            behind=behind_ms(share.scope, memory, lags),
            now=milliseconds(self._clock()),
        )
        after = Remembered(judge.pruned(memory), moments, lags)
        self._memories.put(about, after, expected=expected, news=news)


def _by_site(readings: Iterable[Reading]) -> dict[tuple[Tenant, SiteName], Sequence[Reading]]:
    places: dict[tuple[Tenant, SiteName], list[Reading]] = {}
    for reading in readings:
        places.setdefault((reading.tenant, reading.site), []).append(reading)
    return {**places}
