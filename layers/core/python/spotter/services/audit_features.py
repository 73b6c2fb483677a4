"""Audit features: compute from the archive what is kept online, and count every difference."""

from __future__ import annotations

import math
from collections.abc import Collection, Iterable, Sequence
from datetime import timedelta
from itertools import islice
from typing import NamedTuple

from spotter.contracts.feature_sets import FeatureSet, OnlineValues
from spotter.contracts.names import DeviceName, SiteName, Tenant
from spotter.contracts.readings import Reading
from spotter.domain.air import air_channels, noted
from spotter.domain.features import feature_rows, in_order
from spotter.stores.feature_sets import LatestValues
from spotter.stores.lake import AirLog, Archive

EARLY = timedelta(hours=1)
"""A device's clock may run ahead, so that a reading arrives before it was measured."""


class Skew(NamedTuple):
    """One value that is not the same online and in the archive."""

    device: str
    feature: str
    online: float | None
    archive: float | None


class Audit(NamedTuple):
    """How many values were compared, which differ, and of which devices the archive lacks the reading."""

    devices: int
    values: int
    skewed: tuple[Skew, ...]
    missing: tuple[str, ...]


class AuditFeatures:
    """The use case with what it compares."""

    def __init__(self, latest: LatestValues, archive: Archive, air: AirLog) -> None:
        self._air = air
        self._latest = latest
        self._archive = archive

    def __call__(self, tenant: Tenant, features: FeatureSet, *, limit: int) -> Audit:
        """Compare what is kept of up to `limit` devices with what the archive gives, bit for bit."""
        kept = list(islice(self._latest.all_of(tenant, features.id), limit))
        values, skewed, missing = 0, list[Skew](), list[str]()
        for site in sorted({each.site for each in kept}):
            own = {each.device: each for each in kept if each.site == site}
            history = self._history(tenant, site, features, own.values())
            for device, online in own.items():
                row = _row(features, history.get(device, ()), online)
                if row is None:
                    missing.append(device)
                    continue
                values += len(row)
                skewed += _skewed(features, online, row)
        return Audit(len(kept), values, tuple(skewed), tuple(missing))

    def _history(
        self, tenant: Tenant, site: SiteName, features: FeatureSet, kept: Collection[OnlineValues]
    ) -> dict[DeviceName, list[Reading]]:
        """Read what the last windows of these devices hold, as it was known when they were computed."""
        span = timedelta(seconds=features.window.span_s)
        computed = {each.device: each.computed for each in kept}
        found: dict[DeviceName, list[Reading]] = {device: [] for device in computed}
        since = min(each.at for each in kept) - span - EARLY
        until = max(computed.values())
        archived = self._archive.scan(tenant, site, since=since, until=until)
        if air_channels(features.window):
            archived = noted(archived, self._air.read(self._air.keys(tenant, site, since=since, until=until)))
        for reading in archived:
            if reading.device in found and reading.arrived <= computed[reading.device]:
                found[reading.device].append(reading)
        return found


def _row(features: FeatureSet, history: Iterable[Reading], online: OnlineValues) -> list[float] | None:
    """Compute the features of the reading that was kept online; None where the archive lacks it."""
    readings = in_order(history)
    place = next((at for at, each in enumerate(readings) if each.id == online.reading), None)
    if place is None:
        return None
    (row,) = feature_rows(readings[: place + 1], features.window, wanted={place})
    return row


def _skewed(features: FeatureSet, online: OnlineValues, row: Sequence[float]) -> list[Skew]:
    archive = [None if math.isnan(value) else value for value in row]
    return [
        Skew(online.device, name, online.values.get(name), value)
        for name, value in zip(features.window.feature_names, archive, strict=True)
        if online.values.get(name) != value
    ]
