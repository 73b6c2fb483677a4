"""Datasets on memory: the archive of `builders.archive`, who wore what, and what is extracted from them."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any, NamedTuple

import duckdb
import msgspec

from builders.archive import PROFILE, ROWS, SITE, TENANT, Platform, a_reading, an_archive, at
from builders.web import counting_bytes
from spotter.adapters.memory.records import MemoryRecords
from spotter.adapters.memory.workflow import MemoryWorkflow
from spotter.adapters.parquet.grids import DuckGrids
from spotter.adapters.parquet.sheets import DuckSheets
from spotter.adapters.parquet.summaries import ParquetSummaries
from spotter.adapters.parquet.tables import ParquetTables
from spotter.contracts.datasets import Dataset, DatasetDefinition, DatasetManifest, Order
from spotter.contracts.names import DatasetName
from spotter.contracts.profiles import Channel, ChannelType, Profile
from spotter.contracts.sites import Site
from spotter.ports.objects import Objects
from spotter.ports.records import Records
from spotter.services.check_version import CheckVersion
from spotter.services.extract_version import ExtractVersion
from spotter.services.find_sources import FindSources
from spotter.services.load_upload import LoadUpload
from spotter.services.plan_extraction import PlanExtraction, Stores
from spotter.services.prepare_version import PrepareVersion
from spotter.services.retrain_models import RetrainModels
from spotter.services.summarise_version import SummariseVersion
from spotter.stores.assignments import Assignments
from spotter.stores.catalogue import Catalogue
from spotter.stores.checks import Checks
from spotter.stores.dataset_versions import DatasetVersions
from spotter.stores.extractions import Extractions
from spotter.stores.models import Models
from spotter.stores.prepared import PreparedRecords
from spotter.stores.pseudonyms import Pseudonyms
from spotter.stores.raw import RawReadings
from spotter.stores.registry import Registry
from spotter.stores.uploads import PendingUploads

NAME = DatasetName("gas-north")
TABLES = ParquetTables(memory="500MB")
GRIDS = DuckGrids(memory="500MB")
SHEETS = DuckSheets(memory="500MB")
SUMMARIES = ParquetSummaries(memory="500MB")
DEFINITION = DatasetDefinition(tenant=TENANT, name=NAME, sites=(SITE,), since=at(0), until=at(86_400))
NOON = at(36 * 3600)
Row = dict[str, Any]


def a_site_with_readings(**made: int) -> Datasets:
    """Make datasets over twenty readings of one device and five of another."""
    datasets = some_datasets(**made)
    datasets.archive.arrive(
        [a_reading(seq, {"ch4": seq / 10, "co": float(seq)}) for seq in range(20)],
        [a_reading(seq, {"ch4": 1.0}, device="helmet-8") for seq in range(5)],
    )
    return datasets


def forever() -> float:
    """Say that there is time."""
    return float("inf")


class Datasets(NamedTuple):
    """Datasets with the archive that they come from."""

    archive: Platform
    stores: Stores
    extract: ExtractVersion
    load: LoadUpload
    pending: PendingUploads
    prepare: PrepareVersion
    records: Records
    checks: Checks
    check: CheckVersion
    models: Models
    trainings: MemoryWorkflow

    def defined(self, definition: DatasetDefinition = DEFINITION) -> None:
        """Put a dataset there, or its definition anew."""
        versions = self.stores.versions
        known = next((each for each in versions.datasets(TENANT) if each.name == definition.name), None)
        if known is None:
            versions.put(Dataset(TENANT, definition.name, NOON, "ada", definition), expected=None)
        else:
            stored = versions.dataset(TENANT, definition.name)
            versions.put(
                msgspec.structs.replace(stored.document, definition=definition), expected=stored.version
            )

    def version(
        self,
        definition: DatasetDefinition = DEFINITION,
        *,
        known_at: datetime = NOON,
        run: str = "run-1",
    ) -> DatasetManifest:
        """Extract a version in one go."""
        self.defined(definition)
        made = self.extract(Order(run, definition, known_at, "ada"), left_s=forever)
        assert made is not None
        return made

    def rows(self, manifest: DatasetManifest) -> list[Row]:
        """Read all rows of a version, part by part."""
        return [row for content in self.contents(manifest) for row in rows_of(content)]

    def contents(self, manifest: DatasetManifest) -> list[bytes]:
        """Read the parts of a version."""
        versions = self.stores.versions
        return [
            versions.content(manifest.tenant, manifest.dataset, part) for part in versions.parts(manifest)
        ]


def datasets_on(
    archive: Platform,
    *,
    objects: Objects | None = None,
    records: Records | None = None,
    tables: ParquetTables = TABLES,
    holds_bytes: int = 10 * 2**30,
    catalogue: Catalogue | None = None,
) -> Datasets:
    """Put datasets together over an archive, on other objects and records where these are given."""
    lake, kept = objects or archive.objects, records or MemoryRecords()
    raw = RawReadings(lake)
    stores = Stores(
        FindSources(raw=raw, days=archive.days, rows=ROWS),
        tables,
        DatasetVersions(lake, kept),
        Extractions(lake, kept),
        Registry(kept),
        Assignments(kept),
        Pseudonyms(kept, counting_bytes),
        catalogue or Catalogue(MemoryRecords()),
    )
    plan = PlanExtraction(stores, holds_bytes=holds_bytes)
    pending = PendingUploads(kept)
    load = LoadUpload(
        stores.versions, stores.extractions, pending, lake, SHEETS, lambda: NOON, stores.catalogue
    )
    prepare = preparing_on(lake, kept, stores.catalogue)
    extract = ExtractVersion(plan, stores, lambda: NOON)
    checking = _checking(stores, Checks(lake, kept))
    return Datasets(archive, stores, extract, load, pending, prepare, kept, *checking)


def _checking(stores: Stores, checks: Checks) -> tuple[Checks, CheckVersion, Models, MemoryWorkflow]:
    """Put the check of versions together, with models that might learn anew and what starts them."""
    trainings, models = MemoryWorkflow(), Models(MemoryRecords())
    check = CheckVersion(
        versions=stores.versions,
        checks=checks,
        extractions=stores.extractions,
        summarise=SummariseVersion(stores.versions, checks, SUMMARIES),
        retrain=RetrainModels(models, trainings),
        clock=lambda: NOON,
    )
    return checks, check, models, trainings


def preparing_on(objects: Objects, records: Records, catalogue: Catalogue | None = None) -> PrepareVersion:
    """Put the use case of recipes together."""
    known = catalogue or Catalogue(MemoryRecords())
    versions, extractions = DatasetVersions(objects, records), Extractions(objects, records)
    return PrepareVersion(versions, extractions, PreparedRecords(objects), GRIDS, lambda: NOON, known)


def some_datasets(*, holds_bytes: int = 10 * 2**30, rows_a_part: int = 1_000_000) -> Datasets:
    """Make datasets on memory, with a site and a profile."""
    archive = an_archive()
    tables = ParquetTables(memory="500MB", rows_a_part=rows_a_part) if rows_a_part != 1_000_000 else TABLES
    datasets = datasets_on(archive, holds_bytes=holds_bytes, tables=tables)
    datasets.stores.registry.put_site(Site(TENANT, SITE, "The pit", ()), expected=None)
    channels = {"ch4": Channel(ChannelType.NUMBER, "%"), "co": Channel(ChannelType.NUMBER, "ppm")}
    datasets.stores.registry.add_profile(Profile(TENANT, PROFILE, 1, channels))
    return datasets


def rows_of(content: bytes) -> Iterator[Row]:
    """Read a Parquet part by other means than ours."""
    with tempfile.TemporaryDirectory() as folder, duckdb.connect() as database:
        file = Path(folder) / "part.parquet"
        file.write_bytes(content)
        database.execute("SET TimeZone = 'UTC'")
        found = database.execute("SELECT * FROM read_parquet($file)", {"file": str(file)})
        names = [each[0] for each in found.description or ()]
        yield from [dict(zip(names, row, strict=True)) for row in found.fetchall()]
