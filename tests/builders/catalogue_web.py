"""functions/catalogue on memory."""

from __future__ import annotations

from typing import NamedTuple

from fastapi import FastAPI
from fastapi.testclient import TestClient

from builders.catalogue import NOON
from builders.learning import Workshop
from builders.tending import Garden, a_garden
from builders.things_kept import things_kept
from envelopes.http import Claims, a_client, load_function, provide
from spotter.adapters.memory.objects import MemoryObjects
from spotter.adapters.memory.uploads import MemoryUploads
from spotter.adapters.roaring.finder import RoaringFinder
from spotter.entry.web.catalogue import CatalogueParts, FeatureParts, catalogue_parts
from spotter.services.audit_features import AuditFeatures
from spotter.services.bring_file import BringFile
from spotter.services.erase_parts import EraseParts
from spotter.services.search_catalogue import SearchCatalogue
from spotter.services.sweep_things import SweepThings
from spotter.stores.catalogue_index import SavedIndexes
from spotter.stores.dataset_versions import DatasetVersions


class CataloguePlatform(NamedTuple):
    """functions/catalogue and what it tends."""

    app: FastAPI
    garden: Garden
    workshop: Workshop
    uploads: MemoryUploads
    versions: DatasetVersions

    def client(self, claims: Claims | None = None) -> TestClient:
        return a_client(self.app, claims)


def a_catalogue_platform() -> CataloguePlatform:
    """Make functions/catalogue on memory, with nothing in it."""
    app: FastAPI = load_function("catalogue").app
    garden = a_garden()
    saved = SavedIndexes(MemoryObjects())
    search = SearchCatalogue(garden.catalogue, saved, empty=RoaringFinder, restored=RoaringFinder.restored)
    workshop = Workshop()
    features = FeatureParts(
        workshop.sets,
        workshop.latest_values,
        workshop.registry,
        AuditFeatures(workshop.latest_values, workshop.archive, workshop.air),
    )
    uploads = MemoryUploads(garden.lake)
    kept = things_kept(workshop)
    parts = CatalogueParts(
        catalogue=garden.catalogue,
        policies=garden.policies,
        search=search,
        tend=garden.tend,
        bring=BringFile(garden.lake, uploads, garden.lake),
        sweep=SweepThings(garden.catalogue, kept, lambda: NOON),
        erase=EraseParts(kept.versions, kept.extractions, [workshop.objects], lambda: NOON),
        clock=lambda: NOON,
        features=features,
    )
    provide(app, catalogue_parts, parts)
    return CataloguePlatform(app, garden, workshop, uploads, kept.versions)
