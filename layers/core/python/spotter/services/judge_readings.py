"""Judge readings by the rules of their site: by single values at once, over time once they are kept."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from spotter.contracts.alarms import Signal
from spotter.contracts.names import SiteName, Tenant
from spotter.contracts.readings import Reading
from spotter.domain.rules.episodes import by_device
from spotter.domain.rules.memory import Memory
from spotter.domain.rules.tables import Profiles
from spotter.domain.rules.timed import About, TimedJudge
from spotter.errors import Conflict, Unavailable
from spotter.services.rules_in_force import RulesInForce
from spotter.stores.memories import Memories

ATTEMPTS = 3
"""Two invocations rarely meet on one subject; thrice means something is wrong, and the queue waits better."""


class JudgeReadings:
    """The use case. Instant judging touches no store but the rules; timed judging one record a subject."""

    def __init__(self, rules: RulesInForce, memories: Memories) -> None:
        self._rules = rules
        self._memories = memories

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

    def over_time(self, readings: Iterable[Reading], profiles: Profiles) -> list[Signal]:
        """Say what the readings show together with what is remembered, and remember them.

        Delivering the same readings again says the same again and changes nothing.

        Raises:
            Unavailable: a store does not answer, or others keep writing a subject's memory.
        """
        shares = self._shares(readings)
        for _ in range(ATTEMPTS):
            try:
                return self._attempt(shares, profiles)
            except Conflict:
                continue
        raise Unavailable("what rules remember is being written by others", subjects=len(shares))

    def _shares(self, readings: Iterable[Reading]) -> dict[About, tuple[TimedJudge, list[Reading]]]:
        """Share readings out to the subjects that timed rules look at."""
        shares: dict[About, tuple[TimedJudge, list[Reading]]] = {}
        for (tenant, site), stream in _by_site(readings).items():
            for scope, judge in self._rules.of(tenant, site).timed.items():
                for reading in stream:
                    subject = by_device(scope, reading)
                    if subject is not None:
                        about = About(tenant, site, subject)
                        shares.setdefault(about, (judge, []))[1].append(reading)
        return shares

    def _attempt(
        self, shares: dict[About, tuple[TimedJudge, list[Reading]]], profiles: Profiles
    ) -> list[Signal]:
        kept = self._memories.get_many(shares)
        said: list[Signal] = []
        for about, (judge, readings) in shares.items():
            stored = kept.get(about)
            memory = stored.document if stored else Memory()
            judge.take(memory, readings, profiles)
            if memory.newest:
                said += judge.signals(about, memory, readings)
                self._memories.put(about, judge.pruned(memory), expected=stored.version if stored else None)
        return said


def _by_site(readings: Iterable[Reading]) -> dict[tuple[Tenant, SiteName], Sequence[Reading]]:
    places: dict[tuple[Tenant, SiteName], list[Reading]] = {}
    for reading in readings:
        places.setdefault((reading.tenant, reading.site), []).append(reading)
    return {**places}
