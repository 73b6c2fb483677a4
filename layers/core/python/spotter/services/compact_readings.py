"""Compact readings: raw objects by hour of arrival become Parquet by event day, without loss.

Only days are made anew that an object speaks of which was not taken in yet, and each from all of its raw
objects, so that a day is a function of the set of its readings. Everything is named by its content and the
pointers move last: a run that dies half-way is repeated, and ends in the same bytes.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from itertools import groupby
from typing import NamedTuple

from spotter.contracts.archive import Intake, Manifest, Source
from spotter.contracts.names import SiteName, Tenant
from spotter.domain.proofs import proof_of, together
from spotter.errors import Conflict, Corrupt, SpotterError
from spotter.ports.clock import Clock
from spotter.ports.rows import Rows
from spotter.services.pack_day import pack_day
from spotter.services.settle_trust import OverRange, SettleTrust
from spotter.stores.days import Days
from spotter.stores.raw import RawReadings, hour_of

OPEN_FOR = timedelta(hours=2)
"""How long after an hour ends ingest still writes objects into it, unless it was held up."""

HELD_UP_FOR = timedelta(days=15)
"""How late an object may come at worst: the readings queue keeps a message for 14 days."""

MOST_OBJECTS = 20_000
"""Raw objects taken in by one run, so that it ends in time; the next run goes on."""


class Compacted(NamedTuple):
    """What a run did. `left` objects wait for the next run; what failed at one site held up no other."""

    sites: int
    days: int
    objects: int
    readings: int
    rows: int
    left: int
    failures: tuple[SpotterError, ...] = ()

    def counts(self) -> dict[str, int]:
        """Give the numbers for the log line."""
        return {**self._asdict(), "failures": len(self.failures)}


class CompactReadings:
    """The use case with the stores that it works on."""

    def __init__(
        self,
        *,
        raw: RawReadings,
        days: Days,
        rows: Rows,
        trust: SettleTrust,
        clock: Clock,
        most_objects: int = MOST_OBJECTS,
    ) -> None:
        self._most = most_objects
        self._raw = raw
        self._days = days
        self._rows = rows
        self._trust = trust
        self._clock = clock

    def __call__(self, *, sweep: bool = False) -> Compacted:
        """Take in what arrived since the last run.

        A sweep looks also into hours that were long closed, and makes days anew of which a reading that was
        refused as over range told too late.

        A site fails with Conflict (another run is at the same days; what it does is as good) or with Corrupt
        (a raw object cannot be read, or what was packed is not what was read); the others go on.
        """
        runs, failures = list[Compacted](), list[SpotterError]()
        told: dict[Tenant, OverRange] = {}
        for tenant, site in self._raw.sites():
            if sweep and tenant not in told:
                told[tenant] = self._trust.over_range(tenant)
            try:
                runs.append(self._site(tenant, site, told.get(tenant, {}), sweep=sweep))
            except (Conflict, Corrupt) as err:
                failures.append(err)
        days, objects, readings, rows, left = (
            sum(numbers) for numbers in zip((0,) * 5, *(run[1:6] for run in runs), strict=True)
        )
        return Compacted(len(runs), days, objects, readings, rows, left, tuple(failures))

    def _site(self, tenant: Tenant, site: SiteName, told: OverRange, *, sweep: bool) -> Compacted:
        frontier, now = self._days.frontier(tenant, site), self._clock()
        reached = since = frontier.document.hour if frontier else ""
        if sweep and since:
            since = min(since, _hour(now - HELD_UP_FOR))
        taken = self._days.intakes(tenant, site, since=since)
        known = {source.key for each in taken.values() for source in each.document.sources}
        new = [key for key in self._raw.keys(tenant, site, since=since) if key not in known]
        sources = [source for source, _ in self._raw.read(new[: self._most])]
        due = {day for source in sources for day in source.days}
        due.update(self._trust.surprised(tenant, site, told))
        made = [
            self._day(tenant, site, day, [source for source in sources if day in source.days])
            for day in sorted(due)
        ]
        self._settle_on(tenant, site, [manifest.day for manifest in made])
        for hour, came in groupby(sources, key=lambda source: hour_of(source.key)):
            before = taken.get(hour)
            of_hour = tuple(sorted([*(before.document.sources if before else ()), *came], key=_by_key))
            expected = before.version if before else None
            self._days.take_in(tenant, site, Intake(hour, of_hour), expected=expected)
        left = len(new) - len(sources)
        until = _hour(now - OPEN_FOR) if not left else hour_of(new[self._most])
        if until > reached and (new or frontier):
            self._days.advance(tenant, site, until, expected=frontier.version if frontier else None)
        proof = together(manifest.proof for manifest in made)
        return Compacted(1, len(made), len(sources), proof.readings, proof.rows, left)

    def _settle_on(self, tenant: Tenant, site: SiteName, made: list[str]) -> None:
        """Make later days anew as well where they went on from what is no longer so, earliest first."""
        while days := self._trust.unsettled(tenant, site, made):
            self._day(tenant, site, days[0], [])
            made = [*(day for day in made if day > days[0]), days[0]]

    def _day(self, tenant: Tenant, site: SiteName, day: str, new: Sequence[Source]) -> Manifest:
        current = self._days.manifest(tenant, site, day)
        known = {source.key: source for source in (current.document.sources if current else ())}
        sources = sorted({**known, **{source.key: source for source in new}}.values(), key=_by_key)
        named = Manifest(tenant, site, day, tuple(sources), (), proof_of(()), 0, 0)
        manifest = pack_day(named, raw=self._raw, rows=self._rows, days=self._days, trust=self._trust)
        if current is None or current.document != manifest:
            self._days.point(manifest, expected=current.version if current else None)
        return manifest


def _hour(moment: datetime) -> str:
    return moment.strftime("%Y-%m-%dT%H")


def _by_key(source: Source) -> str:
    return source.key
