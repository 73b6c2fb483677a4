"""functions/datasets on memory, with the extraction that its machine would run."""

from __future__ import annotations

from random import Random
from typing import Any, NamedTuple

import msgspec
from fastapi import FastAPI
from fastapi.testclient import TestClient

from builders.archive import Platform as Archived
from builders.archive import a_reading
from builders.datasets import NAME, NOON, SHEETS, Datasets, forever, some_datasets
from builders.operators import an_engineer
from envelopes.http import Claims, a_client, load_function, provide
from spotter.adapters.memory.objects import MemoryObjects
from spotter.adapters.memory.records import MemoryRecords
from spotter.adapters.memory.uploads import MemoryUploads
from spotter.adapters.memory.workflow import MemoryWorkflow
from spotter.adapters.parquet.feature_days import ParquetFeatureDays
from spotter.contracts.sheets import Load
from spotter.entry.check_tasks import task_of as check_task
from spotter.entry.dataset_tasks import task_of
from spotter.entry.web.dataset_parts import DatasetsParts, datasets_parts
from spotter.services.accept_schema import AcceptSchema
from spotter.services.audit_offline import AuditOffline
from spotter.services.compare_versions import CompareVersions
from spotter.services.materialise_features import MaterialiseFeatures
from spotter.services.plan_extraction import Stores
from spotter.services.plan_features import FeatureStores
from spotter.services.plan_query import PlanQuery
from spotter.services.plan_recipe import PlanRecipe
from spotter.services.read_version import ReadVersion
from spotter.services.receive_upload import ReceiveUpload
from spotter.services.receive_upload import Stores as Receiving
from spotter.services.start_check import StartCheck
from spotter.services.start_extraction import StartExtraction
from spotter.services.start_materialising import OfflineStores, StartMaterialising
from spotter.services.start_preparing import StartPreparing
from spotter.stores.feature_sets import FeatureSets
from spotter.stores.lake import AirLog
from spotter.stores.offline import OfflineStore
from spotter.stores.prepared import PreparedRecords
from spotter.stores.recipes import Recipes

FEATURE_DAYS = ParquetFeatureDays(memory="500MB")
DATASET = f"/v1/datasets/{NAME}"
DEFINED = {"sites": ["pit"], "since": "2026-11-24T00:00:00Z", "until": "2026-11-25T00:00:00Z"}
Json = dict[str, Any]


class DatasetsPlatform(NamedTuple):
    """functions/datasets on memory."""

    app: FastAPI
    datasets: Datasets
    runs: MemoryWorkflow
    uploads: MemoryUploads
    recipes: Recipes
    sets: FeatureSets
    materialise: MaterialiseFeatures

    def client(self, claims: Claims | None = None) -> TestClient:
        return a_client(self.app, an_engineer() if claims is None else claims)

    def extracted(self, **body: object) -> str:
        """Start an extraction, do what the machine would do, and name the version."""
        started = self.client().post(f"{DATASET}/extractions", json=body)
        assert started.status_code == 202, started.text
        run = started.json()["extraction"]
        return self.made(run)

    def made(self, run: str) -> str:
        """Do what the machine does with a run, and name the version; the run where it checks one."""
        state = msgspec.json.decode(self.runs.payloads[run])
        if "check" in state:
            self.datasets.check(check_task(state).asked, left_s=forever)
            return run
        task = task_of(state)
        if task.prepare is not None:
            return self.datasets.prepare(task.prepare).made or ""
        if task.materialisation is not None:
            features = self.materialise(task.materialisation, left_s=forever)
            assert features is not None
            return features.version
        asked = task.asked
        if isinstance(asked, Load):
            return self.datasets.load(asked).version
        made = self.datasets.extract(asked, left_s=forever)
        assert made is not None
        return made.version

    def sent(self, name: str, file: str, content: bytes) -> str:
        """Bring a file in parts, and name the upload."""
        url = f"/v1/datasets/{name}/uploads"
        begun = self.client().post(url, json={"file": file, "size": len(content)}).json()
        size = begun["part_bytes"]
        tags = [
            self.uploads.receive(link, content[number * size : (number + 1) * size])
            for number, link in enumerate(begun["links"])
        ]
        done = self.client().post(f"{url}/{begun['upload']}/complete", json={"tags": tags})
        assert done.status_code == 200, done.text
        return str(begun["upload"])


def a_datasets_platform() -> DatasetsPlatform:
    """Make functions/datasets on memory, with a site and a profile."""
    app: FastAPI = load_function("datasets").app
    datasets, runs = some_datasets(), MemoryWorkflow()
    stores, archive = datasets.stores, datasets.archive
    uploads = MemoryUploads(archive.objects)
    recipes, prepared = Recipes(MemoryRecords()), PreparedRecords(archive.objects)
    extract = StartExtraction(stores.versions, stores.extractions, runs, lambda: NOON, stores.catalogue)
    check = StartCheck(stores.versions, datasets.checks, runs, lambda: NOON)
    asking = _asking(archive, stores, runs)
    parts = DatasetsParts(
        registry=stores.registry,
        versions=stores.versions,
        extract=extract,
        read=ReadVersion(
            stores.versions,
            stores.tables,
            archive.objects,
            archive.links,
            stores.assignments,
            stores.pseudonyms,
        ),
        compare=CompareVersions(stores.versions, stores.tables),
        receive=ReceiveUpload(
            Receiving(stores.versions, datasets.pending, uploads, archive.objects, SHEETS, runs),
            lambda: NOON,
            Random(1).randbytes,  # noqa: S311 - two uploads have two names, and no secret
        ),
        plan=_planning(archive, stores),
        prepare=_preparing(stores, recipes, prepared, extract, runs),
        plan_recipe=PlanRecipe(stores.versions, recipes, "lake"),
        checks=datasets.checks,
        check=check,
        accept=AcceptSchema(stores.versions, datasets.checks, check, lambda: NOON),
        clock=lambda: NOON,
        catalogue=stores.catalogue,
        offline=StartMaterialising(asking),
    )
    provide(app, datasets_parts, parts)
    return DatasetsPlatform(app, datasets, runs, uploads, recipes, asking.sets, _making(stores, asking))


def _preparing(
    stores: Stores,
    recipes: Recipes,
    prepared: PreparedRecords,
    extract: StartExtraction,
    runs: MemoryWorkflow,
) -> StartPreparing:
    known = (stores.versions, recipes, prepared, extract)
    return StartPreparing(*known, runs, lambda: NOON, stores.catalogue)


def _asking(archive: Archived, stores: Stores, runs: MemoryWorkflow) -> OfflineStores:
    kept = MemoryRecords()
    offline = OfflineStore(archive.objects, kept)
    known = (FeatureSets(kept), stores.versions, offline, stores.extractions)
    audit = AuditOffline(offline, stores.tables, archive.archive, AirLog(MemoryObjects()))
    return OfflineStores(*known, runs, archive.links, lambda: NOON, audit)


def _making(stores: Stores, asking: OfflineStores) -> MaterialiseFeatures:
    parts = FeatureStores(
        stores.sources, stores.versions, asking.offline, FEATURE_DAYS, AirLog(MemoryObjects())
    )
    return MaterialiseFeatures(parts, stores.extractions, lambda: NOON)


def _planning(archive: Archived, stores: Stores) -> PlanQuery:
    known = (stores.registry, stores.assignments, stores.pseudonyms)
    return PlanQuery(stores.versions, archive.days, *known, lambda: NOON, "lake")


def with_readings() -> DatasetsPlatform:
    """Make functions/datasets with readings of two devices, and a dataset of them."""
    platform = a_datasets_platform()
    platform.datasets.archive.arrive(
        [a_reading(seq, {"ch4": seq / 10, "co": float(seq)}) for seq in range(20)],
        [a_reading(seq, {"ch4": 1.0}, device="helmet-8") for seq in range(5)],
    )
    assert platform.client().put(DATASET, json=DEFINED).status_code == 200
    return platform


def content_of(platform: DatasetsPlatform, part: Json) -> bytes:
    """Fetch an exported part by its link."""
    key = part["url"].removeprefix("memory:").partition("?")[0]
    return platform.datasets.archive.objects.get(key)
