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
from spotter.domain.rules.needs import needs_of
from spotter.domain.rules.quiet import extremes_of, is_quiet
from spotter.domain.rules.tables import ProfileKey
from spotter.domain.rules.timed import About, TimedJudge
from spotter.edge.gateway.remembered import Mind
from spotter.edge.gateway.shelf import Shelf

AGAIN_MS = 1_000
"""How soon a subject that stays silent is looked at again after something began: more may follow."""

SCOPES: tuple[Scope, ...] = ("device", "site")
"""Whose readings a gateway can lay together: of a site it sees what the devices behind it say."""


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
        self._longest = {scope: _longest_ms(judge) for scope, judge in self._judges.items()}
        self._touched: set[tuple[Scope, Subject]] = set()
        self._due: dict[tuple[Scope, Subject], int] = {}
        for name in minds:
            subject = Subject(name)
            self._expect("site" if kind_and_name(subject)[0] == "site" else "device", subject)

    def __call__(self, reading: Reading, now_ms: int) -> list[Signal]:
        """Say what a reading shows together with what is remembered."""
        said: list[Signal] = []
        for scope, judge in self._judges.items():
            subject = by_device(scope, reading)
            if subject is None:
                continue
            mind = self._minds.take(subject)
            newest = mind.memory.newest
            judge.take(mind.memory, [reading], self._profiles)
            if mind.memory.newest > newest:
                mind.heard = now_ms
            self._touched.add((scope, subject))
            said += judge.signals(self._about(subject), mind.memory, [reading])
        return said

    def overdue(self, now_ms: int) -> list[ConditionActive]:
        """Say what has begun because nothing more was heard."""
        late = [each for each, at in self._due.items() if at <= now_ms]
        return [found for scope, subject in late for found in self._late(scope, subject, now_ms)]

    def tidy(self) -> None:
        """Forget what no rule asks for, and look ahead; before what was taken is written."""
        for scope, subject in self._touched:
            mind = self._minds.take(subject)
            mind.memory = self._judges[scope].pruned(mind.memory)
            self._expect(scope, subject)
        self._touched.clear()

    def _late(self, scope: Scope, subject: Subject, now_ms: int) -> list[ConditionActive]:
        mind = self._minds.look(subject)
        silent_ms = now_ms - mind.heard
        self._due[scope, subject] = now_ms + AGAIN_MS
        if silent_ms > self._longest[scope]:
            del self._due[scope, subject]
        moment = mind.memory.newest + silent_ms
        return self._judges[scope].overdue(self._about(subject), mind.memory, now=moment)

    def _expect(self, scope: Scope, subject: Subject) -> None:
        """Note when, by this gateway's clock, something begins unless more is heard."""
        judge = self._judges.get(scope)
        mind = self._minds.look(subject)
        self._due.pop((scope, subject), None)
        if judge is None or _is_calm(judge, mind):
            return
        due = judge.due(mind.memory)
        if due is not None:
            self._due[scope, subject] = mind.heard + due - mind.memory.newest

    def _about(self, subject: Subject) -> About:
        return About(self._manifest.tenant, self._manifest.site, subject)


def _is_calm(judge: TimedJudge, mind: Mind) -> bool:
    """Tell at a glance whether nothing can begin."""
    extremes = extremes_of(mind.memory)
    return all(is_quiet(rule, extremes) for rule in judge.rules)


def _longest_ms(judge: TimedJudge) -> int:
    """Say after how long a silence nothing begins any more."""
    return max(needs_of(judge.rules).points_ms().values(), default=0)
