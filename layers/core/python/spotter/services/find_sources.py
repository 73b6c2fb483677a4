"""Find sources: the compacted days of a site and the raw objects that no compaction has taken in yet.

What is found is named, so that the same can be read again when the archive has gone on.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from datetime import datetime, timedelta
from functools import partial
from typing import NamedTuple

import msgspec

from spotter.contracts.archive import File, Manifest
from spotter.contracts.datasets import Sources
from spotter.contracts.names import DeviceName, SiteName, Tenant
from spotter.contracts.readings import Reading
from spotter.domain.settling import settled
from spotter.ports.rows import Piece, Rows
from spotter.stores.days import Days
from spotter.stores.raw import RawReadings, day_of, readings_of

CLOCK_SKEW = timedelta(hours=1)
"""A device's clock may run ahead, so that a reading arrives before it was measured."""

MICROSECOND = timedelta(microseconds=1)


class SourceDay(NamedTuple):
    """One event day of a site: what names it, how many values it has at most, and its files when needed."""

    site: SiteName
    day: str
    made_from: tuple[str, ...]
    values: int
    pieces: Callable[[], Sequence[Piece]]


class FindSources:
    """The use case with the stores that it reads."""

    def __init__(self, *, raw: RawReadings, days: Days, rows: Rows) -> None:
        self._raw = raw
        self._days = days
        self._rows = rows

    def __call__(
        self, tenant: Tenant, sites: Sequence[SiteName], since: datetime, until: datetime
    ) -> Sources:
        """Name everything that speaks of a span of time, and has arrived by now."""
        found = [self._of_site(tenant, site, since, until) for site in sorted(sites)]
        return Sources(
            tuple(key for days, _ in found for key in days), tuple(key for _, raw in found for key in raw)
        )

    def days(self, sources: Sources, since: datetime, until: datetime) -> Iterator[SourceDay]:
        """Give the days of the sources, by site and day; of a day only what was measured in the span."""
        named = {self._days.manifest_at(key): key for key in sources.days}
        manifests = {(each.site, each.day): each for each in named}
        fresh = self._fresh(sources, since, until)
        for site, day in sorted({*manifests, *fresh}):
            manifest, new = manifests.get((site, day)), fresh.get((site, day), {})
            readings = [reading for some in new.values() for reading in some]
            yield SourceDay(
                site,
                day,
                (*((named[manifest],) if manifest else ()), *sorted(new)),
                (manifest.proof.rows if manifest else 0) + sum(len(each.values) for each in readings),
                partial(self._pieces, manifest, readings),
            )

    def _of_site(
        self, tenant: Tenant, site: SiteName, since: datetime, until: datetime
    ) -> tuple[list[str], list[str]]:
        """Look at what was taken in before looking at the days, so that nothing falls between the two."""
        frontier = self._days.frontier(tenant, site)
        reached = frontier.document.hour if frontier else ""
        taken = self._days.intakes(tenant, site, since=reached)
        days = list(self._days.keys_between(tenant, site, day_of(since), day_of(until - MICROSECOND)))
        known = {source.key for each in taken.values() for source in each.document.sources}
        known |= {source.key for key in days for source in self._days.manifest_at(key).sources}
        earliest = (since - CLOCK_SKEW).strftime("%Y-%m-%dT%H")
        arrived = self._raw.keys(tenant, site, since=max(reached, earliest))
        return days, [key for key in arrived if key not in known]

    def _fresh(
        self, sources: Sources, since: datetime, until: datetime
    ) -> dict[tuple[SiteName, str], dict[str, list[Reading]]]:
        found: defaultdict[tuple[SiteName, str], dict[str, list[Reading]]] = defaultdict(dict)
        for source, lines in self._raw.read(sources.raw):
            readings = readings_of(line.content for line in lines)
            for line, reading in zip(lines, readings, strict=True):
                if since <= reading.at < until:
                    found[reading.site, line.day].setdefault(source.key, []).append(reading)
        return found

    def _pieces(self, manifest: Manifest | None, fresh: Sequence[Reading]) -> Sequence[Piece]:
        """Give the files of a day; those about devices that have sent since are settled anew with that."""
        files = manifest.files if manifest else ()
        if not fresh:
            return [self._piece(file) for file in files]
        devices = {reading.device for reading in fresh}
        touched = [file for file in files if _speaks_of(file, devices)]
        before = [
            msgspec.structs.replace(reading, tenant=fresh[0].tenant, site=fresh[0].site)
            for file in touched
            for reading in self._rows.unpack(self._days.file(file))
        ]
        together = self._rows.pack(settled([*before, *fresh]).kept)
        whole = [self._piece(file) for file in files if file not in touched]
        return [*whole, Piece("fresh", lambda: together)]

    def _piece(self, file: File) -> Piece:
        return Piece(file.key, lambda: self._days.file(file))


def _speaks_of(file: File, devices: set[DeviceName]) -> bool:
    return any(file.first <= device <= file.last for device in devices)
