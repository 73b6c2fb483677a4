"""Ask for features to be materialised: start the run, tell how it stands, and what there is."""

from __future__ import annotations

import hashlib
from datetime import datetime
from itertools import islice
from typing import NamedTuple

import msgspec

from spotter.contracts.datasets import DatasetPart
from spotter.contracts.names import DatasetName, Tenant
from spotter.contracts.offline import (
    Materialisation,
    OfArchive,
    OfDataset,
    OfflineEntry,
    OfflineManifest,
    Origin,
)
from spotter.domain.causes import cause_of
from spotter.domain.datasets import LONGEST, is_run_of, run_name
from spotter.errors import Invalid, NotFound
from spotter.ports.clock import Clock
from spotter.ports.links import Links
from spotter.ports.workflows import Workflow
from spotter.services.audit_offline import AuditOffline, OfflineAudit
from spotter.services.materialise_features import progress_of
from spotter.services.start_extraction import ExtractionState
from spotter.stores.dataset_versions import DatasetVersions
from spotter.stores.extractions import Extractions
from spotter.stores.feature_sets import FeatureSets
from spotter.stores.offline import OfflineStore

LASTS_S = 900
"""How long a link to a part is good for."""


class LinkedPart(NamedTuple):
    """A part and where it is for a while."""

    place: str
    url: str
    rows: int
    size: int
    sha256: str


class LinkedParts(NamedTuple):
    """Some parts of a version; `next` is the first that is left out, None at the end."""

    version: str
    parts: tuple[LinkedPart, ...]
    total: int
    next: int | None


class OfflineStores(NamedTuple):
    """What asking for features works on."""

    sets: FeatureSets
    versions: DatasetVersions
    offline: OfflineStore
    progress: Extractions
    runs: Workflow
    links: Links
    clock: Clock
    audit: AuditOffline


class StartMaterialising:
    """The use case with the stores that it works on."""

    def __init__(self, stores: OfflineStores) -> None:
        self._stores = stores

    def __call__(
        self,
        tenant: Tenant,
        name: str,
        origin: Origin,
        *,
        version: int | None,
        known_at: datetime | None,
        by: str,
    ) -> str:
        """Start a run over what had arrived by `known_at`, by now where it is None, and name the run.

        Raises:
            NotFound: there is no such feature set, or no such version of the dataset.
            Invalid: the range is empty, or `known_at` lies ahead or is told for a dataset.
        """
        features = self._stores.sets.get(tenant, name, version)
        now = self._stores.clock()
        if known_at is not None and known_at > now:
            raise Invalid("known_at lies ahead; nobody knows yet what will have arrived", field="known_at")
        match origin:
            case OfArchive():
                _refuse_empty(origin)
                known = known_at or now
            case OfDataset(dataset=dataset, version=of_dataset):
                if known_at is not None:
                    raise Invalid("a dataset version says itself when it was known", field="known_at")
                known = self._stores.versions.manifest(tenant, dataset, of_dataset).known_at
        told = Materialisation("", features, origin, known, by)
        order = msgspec.structs.replace(told, run=run_name(tenant, _runs(name), now, told))
        payload = msgspec.json.encode({"materialisation": order}).decode()
        self._stores.runs.start(name=order.run, payload=payload)
        return order.run

    def state(self, tenant: Tenant, name: str, run: str) -> ExtractionState:
        """Tell how a run stands, or raise NotFound where this feature set has none of that name."""
        if not is_run_of(tenant, _runs(name), run):
            raise NotFound("materialisation", run)
        known = self._stores.progress.get(tenant, progress_of(name), run)
        told = self._stores.runs.describe(run)
        done, total, made = (known.done, known.total, known.version) if known else (0, 0, None)
        return ExtractionState(run, told.status, done, total, made, cause_of(told.cause))

    def history(self, tenant: Tenant, name: str, number: int | None) -> tuple[str, list[OfflineEntry]]:
        """Name a version of a feature set, and list what was materialised of it, the last made first."""
        features = self._stores.sets.get(tenant, name, number)
        return features.id, self._stores.offline.entries(tenant, features.id)

    def manifest(self, tenant: Tenant, name: str, number: int | None, version: str | None) -> OfflineManifest:
        """Read a version of what was materialised, the last made when none is named, or raise NotFound."""
        features = self._stores.sets.get(tenant, name, number)
        return self._stores.offline.manifest(tenant, features.id, version)

    def audit(
        self, tenant: Tenant, name: str, number: int | None, version: str | None, *, limit: int
    ) -> OfflineAudit:
        """Compare rows of a version with what live scoring would compute from the archive."""
        features = self._stores.sets.get(tenant, name, number)
        manifest = self._stores.offline.manifest(tenant, features.id, version)
        return self._stores.audit(features, manifest, limit=limit)

    def linked(
        self,
        manifest: OfflineManifest,
        *,
        days: tuple[str, str],
        first: int,
        limit: int,
    ) -> LinkedParts:
        """Give links to some parts of the days from the first to the last."""
        wanted = [
            each
            for each in self._stores.offline.parts(manifest)
            if days[0] <= each.place.split("/")[1] <= days[1]
        ]
        some = tuple(self._link(manifest, each) for each in islice(wanted, first, first + limit))
        following = first + len(some)
        more = following if some and following < len(wanted) else None
        return LinkedParts(manifest.version, some, len(wanted), more)

    def _link(self, manifest: OfflineManifest, part: DatasetPart) -> LinkedPart:
        key = self._stores.offline.part_key(manifest.tenant, manifest.features, manifest.table, part)
        url = self._stores.links.link(key, lasts_s=LASTS_S)
        return LinkedPart(part.place, url, part.rows, part.size, part.sha256)


def _runs(name: str) -> DatasetName:
    """Name the owner of a feature set's runs; a digest, because a run's name is short and has no `#`."""
    return DatasetName("features-" + hashlib.sha256(name.encode()).hexdigest()[:12])


def _refuse_empty(origin: OfArchive) -> None:
    if not origin.sites:
        raise Invalid("features need at least one site", field="sites")
    if not origin.since < origin.until:
        raise Invalid("the range is empty: until must be after since", field="until")
    if origin.until - origin.since > LONGEST:
        raise Invalid(f"at most {LONGEST.days} days at once", field="until")
