"""Settle days: the episodes of each compacted day, and the alarms that nobody could have raised in time.

A day is settled anew when its readings or the rules have changed. An episode that is new, and too old for
anybody to act on, is told to the alarms as what it is: they note it in retrospect and page nobody. What is
young enough to act on came by the live way and is left to it.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta
from typing import NamedTuple

import msgspec

from spotter.contracts.alarms import ConditionActive, ConditionNormal, Signal
from spotter.contracts.archive import Manifest
from spotter.contracts.episodes import SettledDay
from spotter.contracts.names import RuleName, SiteName, Tenant
from spotter.contracts.profiles import Profile
from spotter.contracts.readings import Reading
from spotter.contracts.rules import Rule
from spotter.domain.alarms.conditions import is_too_late
from spotter.domain.alarms.episodes import Episode
from spotter.domain.rules.tables import ProfileKey
from spotter.errors import Conflict
from spotter.ports.clock import Clock
from spotter.ports.queue import Queue
from spotter.ports.rows import Rows
from spotter.services.rules_in_force import RulesInForce
from spotter.services.settle_episodes import settle_episodes
from spotter.stores.days import Days
from spotter.stores.episodes import Episodes
from spotter.stores.registry import Registry

SETTLED_FOR = timedelta(days=15)
"""How long a day is looked at by itself; the readings queue keeps a message for 14 days."""


class Settling(NamedTuple):
    """How many days were settled anew, and of how many episodes the alarms were told in retrospect."""

    settled: int = 0
    retrospective: int = 0


class SettleDays(NamedTuple):
    """The use case with what it works on."""

    registry: Registry
    days: Days
    rows: Rows
    rules: RulesInForce
    episodes: Episodes
    alarms: Queue
    clock: Clock

    def __call__(self) -> Settling:
        """Settle the recent days of every site that have changed.

        Raises:
            Unavailable: the alarms were not all told; the day counts as not settled, and comes again.
        """
        now, done = self.clock(), Settling()
        first = (now - SETTLED_FOR).date().isoformat()
        for tenant in self.registry.tenants():
            for site in self.registry.sites(tenant):
                for manifest in self.days.between(tenant, site.name, first, now.date().isoformat()):
                    told = self._day(manifest)
                    done = Settling(done.settled + (told is not None), done.retrospective + (told or 0))
        return done

    def _day(self, manifest: Manifest) -> int | None:
        """Settle a day and give how many episodes the alarms were told of; None when nothing has changed."""
        tenant, site = manifest.tenant, manifest.site
        rules = self.rules.of(tenant, site).rules
        named = SettledDay(tenant, site, manifest.day, _digest(manifest), _digest(rules), "", 0)
        stored = self.episodes.day(tenant, site, manifest.day)
        before = stored.document if stored else None
        if before and (before.readings, before.rules) == (named.readings, named.rules):
            return None
        readings = list(self._readings(manifest))
        found = settle_episodes(readings, rules, self._profiles(tenant, readings))
        known = set(self.episodes.of(before)) if before else set()
        late = self._late([each for each in found if each not in known], {rule.name: rule for rule in rules})
        if late:
            self.alarms.send([msgspec.json.encode(signal) for signals in late for signal in signals])
        try:
            self.episodes.keep(named, found, expected=stored.version if stored else None)
        except Conflict:  # another run has settled the same day; telling twice does nothing
            return None
        return len(late)

    def _late(self, episodes: list[Episode], rules: Mapping[RuleName, Rule]) -> list[tuple[Signal, ...]]:
        now = self.clock()
        told = (signals_of(each, rules[each.rule]) for each in episodes)
        return [signals for signals in told if _too_late(signals, now)]

    def _readings(self, manifest: Manifest) -> Iterator[Reading]:
        """Give the readings of a day; its files know neither tenant nor site."""
        for file in manifest.files:
            for reading in self.rows.unpack(self.days.file(file)):
                yield msgspec.structs.replace(reading, tenant=manifest.tenant, site=manifest.site)

    def _profiles(self, tenant: Tenant, readings: list[Reading]) -> dict[ProfileKey, Profile]:
        used = {(tenant, each.profile, each.profile_version) for each in readings}
        return {each: self.registry.profile(*each) for each in used}


def signals_of(episode: Episode, rule: Rule) -> tuple[Signal, ...]:
    """Say of an episode what a live alarm would have been told: that it holds, and that it is over."""
    active = ConditionActive(
        tenant=episode.tenant,
        site=episode.site,
        rule=episode.rule,
        title=rule.title,
        subject=episode.subject,
        alarm_class=episode.alarm_class,
        direction=getattr(rule, "direction", "rising"),
        first_at=episode.began_at,
        last_at=episode.last_active_at,
        evidence=episode.worst,
        act_by_s=rule.act_by_s,
    )
    if episode.ended_at is None:
        return (active,)
    over = ConditionNormal(episode.tenant, episode.site, episode.rule, episode.subject, episode.ended_at)
    return active, over


def settled_on(
    episodes: Episodes, registry: Registry, at: tuple[Tenant, SiteName], day: str
) -> tuple[SettledDay | None, tuple[Episode, ...]]:
    """Give the episodes of a day, and by what they were settled; nothing while they were not.

    Raises:
        NotFound: there is no such site.
    """
    registry.site(*at)
    stored = episodes.day(*at, day)
    return (stored.document, episodes.of(stored.document)) if stored else (None, ())


def _too_late(signals: tuple[Signal, ...], now: datetime) -> bool:
    return all(is_too_late(each, now) for each in signals if isinstance(each, ConditionActive))


def _digest(thing: object) -> str:
    return hashlib.sha256(msgspec.json.encode(thing, order="deterministic")).hexdigest()[:32]
