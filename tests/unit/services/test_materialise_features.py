"""Materialising survives being stopped anywhere, and goes on where it was."""

from __future__ import annotations

import pytest

from builders.archive import ROWS, Platform, at
from builders.crashing import Crashing, CrashingObjects, CrashingRecords
from builders.datasets import NOON, a_site_with_readings, forever
from builders.datasets_web import FEATURE_DAYS
from builders.offline import SET
from spotter.adapters.memory.records import MemoryRecords
from spotter.contracts.names import SiteName
from spotter.contracts.offline import Materialisation, OfArchive, OfflineManifest
from spotter.errors import Conflict, Oversized, Unavailable
from spotter.ports.objects import Objects
from spotter.ports.records import Records
from spotter.services.find_sources import FindSources
from spotter.services.materialise_features import MaterialiseFeatures
from spotter.services.plan_features import FeatureStores, PlanFeatures
from spotter.stores.dataset_versions import DatasetVersions
from spotter.stores.extractions import Extractions
from spotter.stores.lake import AirLog
from spotter.stores.offline import OfflineStore
from spotter.stores.raw import RawReadings

ORDER = Materialisation("run", SET, OfArchive((SiteName("pit"),), at(0), at(86_400)), NOON, "ada")


def stores_over(archive: Platform, objects: Objects, records: Records) -> FeatureStores:
    sources = FindSources(raw=RawReadings(objects), days=archive.days, rows=ROWS)
    return FeatureStores(
        sources,
        DatasetVersions(objects, records),
        OfflineStore(objects, records),
        FEATURE_DAYS,
        AirLog(objects),
    )


def made(archive: Platform, records: Records, *, survives: int | None = None) -> OfflineManifest | None:
    """Run once; with `survives` the function is stopped after so many calls."""
    objects, kept = archive.objects, records
    if survives is not None:
        crashing = Crashing(survives)
        objects, kept = CrashingObjects(objects, crashing), CrashingRecords(records, crashing)
    stores = stores_over(archive, objects, kept)
    return MaterialiseFeatures(stores, Extractions(objects, kept), lambda: NOON)(ORDER, left_s=forever)


def shown(archive: Platform, records: Records) -> list[str]:
    return [each.version for each in OfflineStore(archive.objects, records).entries(SET.tenant, SET.id)]


def test_a_run_that_is_stopped_anywhere_shows_nothing_half_made_and_the_next_one_ends_it() -> None:
    whole = made(a_site_with_readings().archive, MemoryRecords())
    assert whole is not None
    for survives in range(40):
        archive, records = a_site_with_readings().archive, MemoryRecords()
        try:
            made(archive, records, survives=survives)
        except (Unavailable, Conflict):
            assert shown(archive, records) in ([], [whole.version])
        else:
            break

        after = made(archive, records)

        assert after is not None
        assert (after.version, after.rows, after.parts) == (whole.version, whole.rows, whole.parts)
        assert shown(archive, records) == [whole.version]
    assert survives > 5


def test_without_time_somebody_has_to_go_on_and_nothing_is_shown() -> None:
    archive, records = a_site_with_readings().archive, MemoryRecords()
    stores = stores_over(archive, archive.objects, records)
    run = MaterialiseFeatures(stores, Extractions(archive.objects, records), lambda: NOON)

    assert run(ORDER, left_s=lambda: 1.0) is None
    assert shown(archive, records) == []


def test_a_day_that_no_function_can_hold_is_refused_with_the_number() -> None:
    archive = a_site_with_readings().archive
    plan = PlanFeatures(stores_over(archive, archive.objects, MemoryRecords()), workers=2, holds_bytes=1_000)

    with pytest.raises(Oversized, match="pit on 2026-11-24 has 45 values"):
        plan(ORDER, None)
