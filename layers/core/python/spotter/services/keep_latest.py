"""Keep the latest features of a device at hand, and tell how fresh they are."""

from __future__ import annotations

import math
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import NamedTuple

from spotter.contracts.feature_sets import FeatureSet, OnlineValues
from spotter.contracts.names import DeviceName, ProfileName, Tenant
from spotter.contracts.readings import Reading
from spotter.domain.features import feature_rows
from spotter.errors import NotFound
from spotter.ports.clock import Clock
from spotter.services.stream import Stream
from spotter.stores.feature_sets import FeatureSets, LatestValues

ASK_AGAIN_AFTER = timedelta(seconds=5)
"""How long a new set may take to reach a warm function."""


class Fresh(NamedTuple):
    """What is kept of a device, and how old what it was computed from is."""

    values: OnlineValues
    age: timedelta
    is_stale: bool


class KeepLatest:
    """Computes each online set's features of a device whenever something of its last windows arrives."""

    def __init__(self, sets: FeatureSets, latest: LatestValues, clock: Clock) -> None:
        self._sets = sets
        self._latest = latest
        self._clock = clock
        self._known: dict[tuple[Tenant, ProfileName], tuple[datetime, list[FeatureSet]]] = {}

    def sets(self, tenant: Tenant, profile: ProfileName) -> list[FeatureSet]:
        """Give the sets that are kept online for a kind of device; asked for at most every few seconds."""
        now = self._clock()
        asked_at, found = self._known.get((tenant, profile), (None, []))
        if asked_at is None or not asked_at <= now < asked_at + ASK_AGAIN_AFTER:
            found = self._sets.online(tenant, profile)
            self._known[tenant, profile] = (now, found)
        return found

    def __call__(self, sets: Sequence[FeatureSet], stream: Stream) -> int:
        """Keep the features of the last reading of a stream, and count the sets that were kept."""
        last = len(stream.readings) - 1
        newest = stream.readings[last]
        arrived = max(stream.readings[index].arrived for index in stream.fresh)
        kept = 0
        for features in sets:
            span = timedelta(seconds=features.window.span_s)
            touched = any(stream.readings[index].at > newest.at - span for index in stream.fresh)
            whole = stream.kept_since is None or newest.at >= stream.kept_since + span
            if touched and whole:
                (row,) = feature_rows(stream.readings, features.window, wanted={last})
                values = _online(features, newest, row, arrived=arrived, computed=self._clock())
                kept += self._latest.put(values)
        return kept


def fresh_values(
    latest: LatestValues,
    tenant: Tenant,
    features: FeatureSet,
    device: DeviceName,
    *,
    now: datetime,
    within: timedelta,
) -> Fresh:
    """Give the latest features of a device and say whether they are older than one may rely on.

    Raises:
        NotFound: nothing was computed of it yet.
    """
    values = latest.get(tenant, features.id, device)
    if values is None:
        raise NotFound("features of a device", f"{features.id} of {device}")
    age = now - values.at
    return Fresh(values, age, is_stale=age > within)


def _online(
    features: FeatureSet, reading: Reading, row: Sequence[float], *, arrived: datetime, computed: datetime
) -> OnlineValues:
    told = (None if math.isnan(value) else value for value in row)
    return OnlineValues(
        tenant=reading.tenant,
        features=features.id,
        site=reading.site,
        device=reading.device,
        reading=reading.id,
        at=reading.at,
        arrived=arrived,
        computed=computed,
        values=dict(zip(features.window.feature_names, told, strict=True)),
    )
