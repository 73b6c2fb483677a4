"""Learning from a frozen version: the same windows as from the archive, and none that came later."""

from __future__ import annotations

import msgspec
import pytest

from builders.archive import ROWS
from builders.learning import LATER, PROFILE, SITE, TENANT, Workshop, a_request, a_stream
from spotter.adapters.memory.records import MemoryRecords
from spotter.adapters.parquet.tables import ParquetTables
from spotter.contracts.datasets import Dataset, DatasetDefinition, DatasetManifest, Order
from spotter.contracts.features import Feature, Statistic
from spotter.contracts.learning import FrozenData, WindowSpec
from spotter.contracts.names import DatasetName, ProfileName
from spotter.errors import Invalid, NotFound
from spotter.services.extract_version import ExtractVersion
from spotter.services.find_sources import FindSources
from spotter.services.plan_extraction import PlanExtraction, Stores
from spotter.stores.assignments import Assignments
from spotter.stores.catalogue import Catalogue
from spotter.stores.days import Days
from spotter.stores.extractions import Extractions
from spotter.stores.pseudonyms import Pseudonyms
from spotter.stores.raw import RawReadings

FOUR = ("band-1", "band-2", "band-3", "band-4")
NAME = DatasetName("bands")


def frozen(workshop: Workshop, profile: ProfileName | None = PROFILE) -> DatasetManifest:
    """Freeze what the workshop's archive holds."""
    asked = a_request()
    kept = MemoryRecords()
    stores = Stores(
        FindSources(raw=RawReadings(workshop.objects), days=Days(workshop.objects, kept), rows=ROWS),
        ParquetTables(memory="500MB"),
        workshop.versions,
        Extractions(workshop.objects, kept),
        workshop.registry,
        Assignments(kept),
        Pseudonyms(kept, bytes),
        Catalogue(kept),
    )
    definition = DatasetDefinition(TENANT, NAME, (SITE,), asked.since, asked.until, profile=profile)
    workshop.versions.put(Dataset(TENANT, NAME, LATER, "ada", definition), expected=None)
    extract = ExtractVersion(PlanExtraction(stores), stores, workshop.clock)
    made = extract(Order("run", definition, LATER, "ada"), left_s=lambda: 900.0)
    assert made is not None
    return made


def test_a_frozen_version_gives_the_windows_that_the_archive_gives_and_none_that_came_later() -> None:
    workshop = Workshop()
    workshop.record_falls(*FOUR)
    version = frozen(workshop)
    from_archive = workshop.extract(a_request())
    workshop.archive.keep(a_stream([1.0] * 50, device="band-9"), batch="late")

    from_version = workshop.extract(a_request(dataset=FrozenData(NAME, version.version)))

    assert [(part.sha256, part.rows) for part in from_version.parts] == [
        (part.sha256, part.rows) for part in from_archive.parts
    ]
    assert from_version.known_at == version.known_at
    assert workshop.extract(a_request()).rows > from_version.rows


def test_what_does_not_fit_is_said() -> None:
    workshop = Workshop()
    workshop.record_falls(*FOUR)
    version = frozen(workshop, profile=None)

    with pytest.raises(NotFound, match="version named bands@0000"):
        workshop.extract(a_request(dataset=FrozenData(NAME, "0000")))
    with pytest.raises(Invalid, match=r"is not of profile .*; define a dataset with that profile"):
        workshop.extract(a_request(dataset=FrozenData(NAME, version.version)))


def test_what_a_recipe_made_of_a_version_is_not_trained_on_and_the_way_is_named() -> None:
    workshop = Workshop()
    workshop.record_falls("band-1")
    version = frozen(workshop)
    prepared = msgspec.structs.replace(
        version, version="a" * 16, origin="prepared", parent=version.version, recipe="fill@1"
    )
    workshop.versions.publish(prepared, dataset=workshop.versions.dataset(TENANT, NAME))

    with pytest.raises(Invalid, match=f"train on bands@{version.version} with the recipe fill@1 instead"):
        workshop.extract(a_request(dataset=FrozenData(NAME, prepared.version)))


def test_channels_of_single_features_are_read_from_a_version_too() -> None:
    workshop = Workshop()
    workshop.record_falls(*FOUR)
    version = frozen(workshop)
    window = WindowSpec((), 3.0, (), (Feature("g", Statistic.MAXIMUM, 3.0),))

    from_version = workshop.extract(a_request(window=window, dataset=FrozenData(NAME, version.version)))

    from_archive = workshop.extract(a_request(window=window))
    assert [part.sha256 for part in from_version.parts] == [part.sha256 for part in from_archive.parts]
