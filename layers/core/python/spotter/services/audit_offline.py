"""Audit the offline store: compute rows anew from the archive by the code of live scoring."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from functools import partial
from typing import NamedTuple

from spotter.contracts.datasets import Cell, DatasetPart
from spotter.contracts.feature_sets import FeatureSet
from spotter.contracts.names import DeviceName, SiteName
from spotter.contracts.offline import OfflineManifest
from spotter.contracts.readings import Reading
from spotter.domain.air import air_channels, noted
from spotter.domain.features import feature_rows, in_order
from spotter.ports.rows import Piece
from spotter.ports.tables import Tables
from spotter.services.audit_features import EARLY
from spotter.stores.lake import AirLog, Archive
from spotter.stores.offline import OfflineStore

PARTS = 4
"""Parts that are looked at, spread over the version; each costs reading what a site sent in a while."""

SOON = timedelta(hours=6)
"""Rows that came to be known later are left out: all that arrived in between would have to be read."""

Row = Mapping[str, Cell]
Place = tuple[DeviceName, datetime, datetime]
"""A device, event time, and since when the row was known."""


class OfflineSkew(NamedTuple):
    """One value that is not the same in the store and as live scoring would compute it."""

    device: str
    at: datetime
    feature: str
    offline: float | None
    archive: float | None


class OfflineAudit(NamedTuple):
    """How much was compared, what differs, and how many rows the archive has no reading of."""

    version: str
    rows: int
    values: int
    skewed: tuple[OfflineSkew, ...]
    missing: int


class AuditOffline:
    """The use case with what it compares."""

    def __init__(self, offline: OfflineStore, tables: Tables, archive: Archive, air: AirLog) -> None:
        self._offline = offline
        self._tables = tables
        self._archive = archive
        self._air = air

    def __call__(self, features: FeatureSet, manifest: OfflineManifest, *, limit: int) -> OfflineAudit:
        """Compare up to `limit` rows, the first of some parts, bit for bit."""
        every = list(self._offline.parts(manifest))
        chosen = every[:: max(1, math.ceil(len(every) / PARTS))]
        rows = values = missing = 0
        skewed: list[OfflineSkew] = []
        for part in chosen:
            kept = self._rows(manifest, part, limit // len(chosen))
            computed = self._computed(features, part, kept)
            for place, row in kept.items():
                if place not in computed:
                    missing += 1
                    continue
                rows, values = rows + 1, values + len(computed[place])
                skewed += _skewed(features, place, row, computed[place])
        return OfflineAudit(manifest.version, rows, values, tuple(skewed), missing)

    def _rows(self, manifest: OfflineManifest, part: DatasetPart, limit: int) -> dict[Place, Row]:
        read = partial(self._offline.content, manifest.tenant, manifest.features, manifest.table, part)
        found = self._tables.rows([Piece(part.sha256, read)], limit=max(1, limit))
        placed = ((_place(row), row) for row in found)
        return {place: row for place, row in placed if place[2] - place[1] <= SOON}

    def _computed(
        self, features: FeatureSet, part: DatasetPart, kept: Mapping[Place, Row]
    ) -> dict[Place, list[float]]:
        """Compute the rows of these places, each from what had arrived when it was known."""
        if not kept:
            return {}
        history = self._history(features, SiteName(part.place.split("/")[0]), list(kept))
        span = timedelta(seconds=features.window.span_s)
        found: dict[Place, list[float]] = {}
        for device, at, arrived in kept:
            seen = [
                each
                for each in history.get(device, ())
                if at - span < each.at <= at and each.arrived <= arrived
            ]
            if seen and seen[-1].at == at:
                (found[device, at, arrived],) = feature_rows(seen, features.window, wanted={len(seen) - 1})
        return found

    def _history(
        self, features: FeatureSet, site: SiteName, places: Sequence[Place]
    ) -> dict[DeviceName, list[Reading]]:
        span = timedelta(seconds=features.window.span_s)
        since = min(at for _, at, _ in places) - span - EARLY
        until = max(arrived for _, _, arrived in places)
        archived = self._archive.scan(features.tenant, site, since=since, until=until)
        if air_channels(features.window):
            keys = self._air.keys(features.tenant, site, since=since, until=until)
            archived = noted(archived, self._air.read(keys))
        devices = {device for device, _, _ in places}
        found: defaultdict[DeviceName, list[Reading]] = defaultdict(list)
        for reading in archived:
            if reading.device in devices and reading.profile == features.profile:
                found[reading.device].append(reading)
        return {device: in_order(readings) for device, readings in found.items()}


def _place(row: Row) -> Place:
    at, arrived = row["at"], row["arrived"]
    if not isinstance(at, datetime) or not isinstance(arrived, datetime):
        raise TypeError("a row of the offline store has no time")
    return DeviceName(str(row["device"])), at, arrived


def _skewed(features: FeatureSet, place: Place, row: Row, computed: Sequence[float]) -> Iterator[OfflineSkew]:
    for name, value in zip(features.window.feature_names, computed, strict=True):
        kept = row[name]
        offline = None if kept is None or isinstance(kept, str | datetime) else float(kept)
        archive = None if math.isnan(value) else value
        if offline != archive:
            yield OfflineSkew(place[0], place[1], name, offline, archive)
