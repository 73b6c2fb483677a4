"""The rules in force at each site, compiled, and looked up again now and then."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import NamedTuple

from spotter.contracts.names import SiteName, Tenant
from spotter.contracts.rules import Rule, Scope
from spotter.domain.rules.judge import Judge
from spotter.domain.rules.timed import TimedJudge
from spotter.errors import Corrupt, NotFound, Unavailable
from spotter.ports.clock import Clock
from spotter.stores.rule_sets import RuleSets
from spotter.stores.rulebook import DEFAULT_PACK, in_packs

LOOKED_UP_AGAIN = timedelta(seconds=30)
"""How long a process goes on with rules that it has read: then a change is in force everywhere."""

SCOPES: tuple[Scope, ...] = ("device", "worker", "zone", "site")


class Judges(NamedTuple):
    """The rules of a site, ready to judge: by single values, and over time by scope."""

    rules: tuple[Rule, ...]
    instant: Judge
    timed: dict[Scope, TimedJudge]


class RulesInForce:
    """Gives each site its judges; when the store does not answer, the last known rules stay in force."""

    def __init__(self, sets: RuleSets, clock: Clock) -> None:
        self._sets = sets
        self._clock = clock
        self._known: dict[tuple[Tenant, SiteName], tuple[datetime, Judges]] = {}
        self._default = judges_of(in_packs([DEFAULT_PACK]))

    def of(self, tenant: Tenant, site: SiteName) -> Judges:
        """Give the judges of a site: of what it chose, else of the instrument defaults."""
        now = self._clock()
        read_at, judges = self._known.get((tenant, site), (None, self._default))
        if read_at is None or now - read_at >= LOOKED_UP_AGAIN:
            judges = self._read(tenant, site, judges)
            self._known[tenant, site] = (now, judges)
        return judges

    def _read(self, tenant: Tenant, site: SiteName, known: Judges) -> Judges:
        try:
            stored = self._sets.get(tenant, site)
        except (Unavailable, Corrupt):
            return known
        if stored is None:
            return self._default
        choice = stored.document.choice
        try:
            rules = in_packs(choice.packs, choice.rules)
        except NotFound:
            return known
        return known if rules == known.rules else judges_of(rules)


def judges_of(rules: tuple[Rule, ...]) -> Judges:
    """Compile rules."""
    timed = {scope: TimedJudge(rules, scope=scope) for scope in SCOPES}
    return Judges(rules, Judge(rules), {scope: judge for scope, judge in timed.items() if judge.rules})
