"""Check heartbeats: call a human by another way when the way of alarms has not been gone to its end."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from typing import NamedTuple

from spotter.contracts.alarms import Alarm, alarm_id
from spotter.contracts.heartbeat import HeartbeatNorms, Route
from spotter.contracts.names import subject_of
from spotter.contracts.trails import Trail
from spotter.domain.heartbeat import HEARTBEAT, Verdict, judged, last_passed
from spotter.errors import Conflict, Corrupt, Unavailable
from spotter.ports.bell import Bell
from spotter.ports.clock import Clock
from spotter.stores.alarms import AlarmLedger
from spotter.stores.people import People
from spotter.stores.pulses import Pulses
from spotter.stores.registry import Registry
from spotter.stores.trails import Trails


class Checked(NamedTuple):
    """What a check found, for the log line."""

    routes: int
    degraded: int
    calls: int


class CheckHeartbeats(NamedTuple):
    """The use case with what it works on."""

    registry: Registry
    people: People
    ledger: AlarmLedger
    trails: Trails
    pulses: Pulses
    bell: Bell
    norms: HeartbeatNorms
    clock: Clock

    def __call__(self) -> Checked:
        """Check every route. What cannot be read counts as broken: no answer is no good news.

        Raises:
            Unavailable: somebody could not be called; the schedule calls again.
        """
        verdicts = [self._check(route) for route in self._routes()]
        degraded = sum(verdict.broken_at is not None for verdict in verdicts)
        return Checked(len(verdicts), degraded, sum(verdict.call is not None for verdict in verdicts))

    def _routes(self) -> Iterator[Route]:
        try:
            for tenant in self.registry.tenants():
                yield from self.people.heartbeats(tenant)
        except (Unavailable, Corrupt) as err:
            self.bell.ring(
                "Path of alarms unknown", f"The routes of the heartbeat cannot be read: {err.sentence}"
            )

    def _check(self, route: Route) -> Verdict:
        try:
            stored = self.pulses.find(route.tenant, route.site)
        except (Unavailable, Corrupt):
            stored = None
        alarm, trail = self._alarm(route), self._trail(route)
        verdict = judged(
            route,
            stored.document if stored else None,
            last_passed(trail, alarm),
            alarm,
            now=self.clock(),
            norms=self.norms,
        )
        if verdict.call is not None:
            self.bell.ring(*verdict.call)
        if stored is None or verdict.pulse != stored.document:
            with contextlib.suppress(Conflict, Unavailable):  # somebody was called, which is what counts
                self.pulses.put(verdict.pulse, expected=stored.version if stored else None)
        return verdict

    def _alarm(self, route: Route) -> Alarm | None:
        name = alarm_id(HEARTBEAT, subject_of("device", route.device))
        try:
            return self.ledger.find(route.tenant, route.site, name)
        except (Unavailable, Corrupt):
            return None

    def _trail(self, route: Route) -> Trail | None:
        try:
            stored = self.trails.get(route.tenant, route.device)
        except (Unavailable, Corrupt):
            return None
        return stored.document if stored else None
