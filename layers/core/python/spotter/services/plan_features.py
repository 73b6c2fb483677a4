"""Plan a materialisation: which days there are, what each would be made from, and what was made before."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import UTC, date, datetime, time, timedelta
from functools import partial
from typing import NamedTuple

import msgspec

from spotter.contracts.air import AirNote
from spotter.contracts.datasets import DatasetManifest, DatasetPart
from spotter.contracts.names import SiteName
from spotter.contracts.offline import (
    DayState,
    Materialisation,
    OfArchive,
    OfDataset,
    OfflineManifest,
    OfflinePlan,
    table_of,
)
from spotter.domain.air import air_channels
from spotter.domain.features import OF_THE_AIR, channels_of
from spotter.errors import Invalid, Oversized
from spotter.ports.feature_days import FeatureDays
from spotter.ports.rows import Piece
from spotter.services.find_sources import CLOCK_SKEW, FindSources, SourceDay
from spotter.stores.dataset_versions import DatasetVersions
from spotter.stores.lake import AirLog
from spotter.stores.offline import OfflineStore

A_DAY = timedelta(days=1)

HOLDS_BYTES = 10 * 2**30
"""What a function can hold at most."""

BYTES_A_VALUE = 120
"""What a value of the archive takes while it is read: its row, unpacked, with some air."""

COPIES = 3
"""How often a computed row is in memory at worst: as columns, as rows, and as Parquet."""


class FeatureStores(NamedTuple):
    """What materialising reads and writes."""

    sources: FindSources
    versions: DatasetVersions
    offline: OfflineStore
    days: FeatureDays
    air: AirLog


class Share(NamedTuple):
    """A day of a site: what it is made from, how it stood, and the rows that it had before."""

    site: SiteName
    day: str
    made_from: str
    values: int
    pieces: Callable[[], Sequence[Piece]]
    state: DayState | None
    prior: Sequence[Piece]
    air: Sequence[AirNote] = ()

    @property
    def since(self) -> datetime:
        """When the day begins."""
        return datetime.combine(date.fromisoformat(self.day), time(), UTC)


class PlanFeatures:
    """The use case with the stores that it reads."""

    def __init__(self, stores: FeatureStores, *, workers: int, holds_bytes: int = HOLDS_BYTES) -> None:
        self._stores = stores
        self._workers = workers
        self._holds = holds_bytes

    def __call__(self, order: Materialisation, head: OfflineManifest | None) -> list[Share]:
        """Give every day of an order, whether there is anything to do for it or not.

        Raises:
            Invalid: there is nothing in the range, or the dataset cannot give these features.
            Oversized: a day is more than a function can hold; the sentence says how much.
        """
        match order.origin:
            case OfArchive() as origin:
                shares = list(self._of_archive(order, origin, head))
            case OfDataset() as origin:
                shares = list(self._of_dataset(order, origin))
        if air_channels(order.features.window):
            shares = [self._with_air(order, share) for share in shares]
        if not shares:
            raise Invalid("there is nothing in the range: no reading that had arrived by then", rows=0)
        for share in shares:
            self._refuse_too_much(order, share)
        return shares

    def _of_archive(
        self, order: Materialisation, origin: OfArchive, head: OfflineManifest | None
    ) -> Iterator[Share]:
        tenant, find = order.features.tenant, self._stores.sources
        since, until = whole_days(origin)
        reach = since - timedelta(seconds=order.features.window.span_s)
        plan = self._stores.offline.plan(order, head.version if head else None)
        if plan is None or plan.sources is None:
            plan = OfflinePlan(head.version if head else None, find(tenant, origin.sites, reach, until))
            self._stores.offline.keep_plan(order, plan)
        sources = plan.sources
        found = {} if sources is None else {(e.site, e.day): e for e in find.days(sources, reach, until)}
        states = {(each.site, each.day): each for each in head.days} if head else {}
        prior = self._prior(order, head)
        for (site, day), own in sorted(found.items()):
            if day < since.date().isoformat():
                continue
            before = found.get((site, _day_before(day)))
            made_from = _digest([*own.made_from, "|", *(before.made_from if before else ())])
            pieces = partial(_both, own, before)
            values = own.values + (before.values if before else 0)
            state = states.get((site, day))
            yield Share(site, day, made_from, values, pieces, state, prior.get((site, day), ()))

    def _of_dataset(self, order: Materialisation, origin: OfDataset) -> Iterator[Share]:
        manifest = self._stores.versions.manifest(order.features.tenant, origin.dataset, origin.version)
        _refuse_unfit(manifest, order)
        days: defaultdict[tuple[SiteName, str], list[DatasetPart]] = defaultdict(list)
        for part in self._stores.versions.parts(manifest):
            site, day, *_ = part.place.split("/")
            days[SiteName(site), day].append(part)
        for (site, day), own in sorted(days.items()):
            before = days.get((site, _day_before(day)), [])
            made_from = _digest([*(e.sha256 for e in own), "|", *(e.sha256 for e in before)])
            pieces = partial(self._parts, manifest, [*before, *own])
            values = sum(part.rows for part in [*before, *own]) * len(manifest.columns)
            yield Share(site, day, made_from, values, pieces, None, ())

    def _with_air(self, order: Materialisation, share: Share) -> Share:
        """Add the air that readings of a day, and before, were given when they were scored."""
        since = share.since - timedelta(seconds=order.features.window.span_s)
        tenant, log = order.features.tenant, self._stores.air
        keys = log.keys(tenant, share.site, since=since - CLOCK_SKEW, until=order.known_at)
        until = share.since + A_DAY
        notes = tuple(note for note in log.read(keys) if since <= note.at < until)
        told = sorted(f"{note.reading} {sorted(note.values.items())}" for note in notes)
        return share._replace(air=notes, made_from=_digest([share.made_from, *told]))

    def _parts(self, manifest: DatasetManifest, parts: Sequence[DatasetPart]) -> list[Piece]:
        read = partial(self._stores.versions.content, manifest.tenant, manifest.dataset)
        return [Piece(part.sha256, partial(read, part)) for part in parts]

    def _prior(
        self, order: Materialisation, head: OfflineManifest | None
    ) -> Mapping[tuple[SiteName, str], list[Piece]]:
        prior: defaultdict[tuple[SiteName, str], list[Piece]] = defaultdict(list)
        if head is not None:
            tenant, features, table = order.features.tenant, order.features.id, table_of(order.origin)
            for part in self._stores.offline.parts(head):
                site, day, *_ = part.place.split("/")
                read = partial(self._stores.offline.content, tenant, features, table, part)
                prior[SiteName(site), day].append(Piece(part.sha256, read))
        return prior

    def _refuse_too_much(self, order: Materialisation, share: Share) -> None:
        channels = max(1, len(channels_of(order.features.window)))
        computed = 8 * COPIES * len(order.features.window.feature_names) // channels
        needed = share.values * (BYTES_A_VALUE + computed) * self._workers
        if needed > self._holds:
            raise Oversized(
                f"{share.site} on {share.day} has {share.values} values: its features take "
                f"{needed / 2**30:.1f} GB, and a function holds {self._holds / 2**30:.1f} GB. Materialise a "
                "dataset version with fewer devices, or with a row each so many seconds",
                day=share.day,
                needed_bytes=needed,
            )


def whole_days(origin: OfArchive) -> tuple[datetime, datetime]:
    """Give the whole days in UTC that an origin touches."""
    since = origin.since.astimezone(UTC).replace(hour=0, minute=0, second=0, microsecond=0)
    last = (origin.until - timedelta(microseconds=1)).astimezone(UTC)
    return since, last.replace(hour=0, minute=0, second=0, microsecond=0) + A_DAY


def _both(own: SourceDay, before: SourceDay | None) -> list[Piece]:
    """Give the pieces of a day and of the one before, each under a name of its own."""
    return [*(before.pieces() if before else ()), *own.pieces()]


def _refuse_unfit(manifest: DatasetManifest, order: Materialisation) -> None:
    features, called = order.features, f"{manifest.dataset}@{manifest.version}"
    if manifest.definition is None or manifest.definition.profile != features.profile:
        raise Invalid(f"{called} is not of profile {features.profile}", field="dataset")
    there = {column.channel for column in manifest.columns}
    wanted = [name for name in channels_of(features.window) if not name.startswith(OF_THE_AIR)]
    if missing := [name for name in wanted if name not in there]:
        raise Invalid(f"{called} has no channel {missing[0]}", field="dataset", channels=missing)


def _day_before(day: str) -> str:
    return (date.fromisoformat(day) - A_DAY).isoformat()


def _digest(told: Sequence[str]) -> str:
    return hashlib.sha256(msgspec.json.encode(told)).hexdigest()[:32]
