"""Rules over time on the spot: timers, averages, combinations, and what begins because nothing is heard."""

from __future__ import annotations

from collections.abc import Mapping

from spotter.contracts.alarms import ConditionActive, Signal
from spotter.contracts.gateways import Manifest
from spotter.contracts.names import Subject, kind_and_name
from spotter.contracts.profiles import Profile
from spotter.contracts.readings import Reading
from spotter.contracts.rules import Scope
from spotter.domain.rules.episodes import by_device
from spotter.domain.rules.tables import ProfileKey
from spotter.domain.rules.timed import About, TimedJudge
from spotter.edge.gateway.remembered import Mind
from spotter.edge.gateway.shelf import Shelf

SCOPES: tuple[Scope, ...] = ("device", "zone", "site")
"""Whose readings a gateway can lay together: of a zone or site it sees what the devices behind it say."""


class Timing:
    """The timed rules of a manifest, over the minds of their subjects."""

    def __init__(
        self, manifest: Manifest, profiles: Mapping[ProfileKey, Profile], minds: Shelf[Mind]
    ) -> None:
        self._manifest = manifest
        self._profiles = dict(profiles)
        self._minds = minds
        judges = {scope: TimedJudge(manifest.rules.rules, scope=scope) for scope in SCOPES}
        self._judges = {scope: judge for scope, judge in judges.items() if judge.rules}
        self._zones = {each.name: each.zones for each in manifest.devices}
        self._touched: set[tuple[Scope, Subject]] = set()
        self._due: dict[tuple[Scope, Subject], list[int]] = {}
        for name in minds:
            subject = Subject(name)
            self._expect(kind_and_name(subject)[0], subject)

    def __call__(self, reading: Reading, now_ms: int) -> list[Signal]:
        """Say what a reading shows together with what is remembered."""
        said: list[Signal] = []
        every = ((scope, each) for scope in self._judges for each in self._subjects(scope, reading))
        for scope, subject in every:
            judge = self._judges[scope]
            mind = self._minds.take(subject)
            newest = mind.memory.newest
            judge.take(mind.memory, [reading], self._profiles)
            if mind.memory.newest > newest:
                mind.heard = now_ms
            self._touched.add((scope, subject))
            said += judge.signals(self._about(subject), mind.memory, [reading])
        return said

    def _subjects(self, scope: Scope, reading: Reading) -> tuple[Subject, ...]:
        if scope == "zone":
            return self._zones.get(reading.device, ())
        return by_device(scope, reading)

    def overdue(self, now_ms: int) -> list[ConditionActive]:
        """Say what has begun because nothing more was heard."""
        late = [each for each, moments in self._due.items() if moments[0] <= now_ms]
        return [found for scope, subject in late for found in self._late(scope, subject, now_ms)]

    def tidy(self) -> None:
        """Forget what no rule asks for, and look ahead; before what was taken is written."""
        for scope, subject in self._touched:
            mind = self._minds.take(subject)
            mind.memory = self._judges[scope].pruned(mind.memory)
            self._expect(scope, subject)
        self._touched.clear()

    def _late(self, scope: Scope, subject: Subject, now_ms: int) -> list[ConditionActive]:
        self._await(scope, subject, [at for at in self._due[scope, subject] if at > now_ms])
        mind = self._minds.look(subject)
        moment = mind.memory.newest + now_ms - mind.heard
        return self._judges[scope].overdue(self._about(subject), mind.memory, now=moment)

    def _expect(self, scope: Scope, subject: Subject) -> None:
        """Note when, by this gateway's clock, something begins of which nothing more need be heard."""
        judge, mind = self._judges.get(scope), self._minds.look(subject)
        moments = judge.dues(mind.memory) if judge is not None else ()
        self._await(scope, subject, [mind.heard + at - mind.memory.newest for at in moments])

    def _await(self, scope: Scope, subject: Subject, moments: list[int]) -> None:
        if moments:
            self._due[scope, subject] = moments
        else:
            self._due.pop((scope, subject), None)

    def _about(self, subject: Subject) -> About:
        return About(self._manifest.tenant, self._manifest.site, subject)
