"""Puts functions/catalogue and functions/steward together."""

from __future__ import annotations

import os
from datetime import datetime, timedelta
from functools import cache
from typing import TYPE_CHECKING

from spotter.adapters.clock import system_clock
from spotter.entry.web.catalogue import CatalogueParts, FeatureParts
from spotter.services.audit_features import AuditFeatures
from spotter.services.bring_file import BringFile
from spotter.services.erase_parts import EraseParts
from spotter.services.find_things import Kept
from spotter.services.search_catalogue import SearchCatalogue
from spotter.services.sweep_things import SweepThings
from spotter.services.tend_all import TendAll
from spotter.services.tend_catalogue import TendCatalogue
from spotter.settings import CatalogueSettings, StewardSettings
from spotter.stores.catalogue import Catalogue
from spotter.stores.catalogue_index import SavedIndexes
from spotter.stores.dataset_versions import DatasetVersions
from spotter.stores.extractions import Extractions
from spotter.stores.feature_sets import FeatureSets, LatestValues
from spotter.stores.lake import AirLog, Archive
from spotter.stores.models import Models
from spotter.stores.policies import Policies
from spotter.stores.registry import Registry
from spotter.stores.rounds import Rounds
from spotter.stores.studies import Studies

if TYPE_CHECKING:
    from spotter.adapters.aws.objects import S3Objects
    from spotter.ports.objects import Objects
    from spotter.ports.records import Records

ROUND = timedelta(minutes=13)
"""A round is over before the function has to end."""


@cache
def compose() -> CatalogueParts:
    """Connect to what the environment names; once a process, when the first request needs it."""
    settings = CatalogueSettings.read(os.environ)
    records, lake = _records(settings.models_table), _objects(settings.lake_bucket)
    latest = LatestValues(_records(settings.windows_table))
    return CatalogueParts(
        catalogue=Catalogue(records),
        policies=Policies(records),
        search=_search(records, lake),
        tend=_tend(settings, records, lake),
        sweep=_sweep(settings, records, lake),
        bring=_bring(settings.lake_bucket),
        erase=_erase(settings, lake),
        clock=system_clock,
        features=FeatureParts(
            FeatureSets(records),
            latest,
            Registry(_records(settings.registry_table)),
            AuditFeatures(latest, Archive(lake), AirLog(lake)),
        ),
    )


@cache
def compose_rounds() -> TendAll:
    """Connect the use case of the scheduled rounds."""
    settings = StewardSettings.read(os.environ)
    records, lake = _records(settings.models_table), _objects(settings.lake_bucket)
    return TendAll(
        registry=Registry(_records(settings.registry_table)),
        sweep=_sweep(settings, records, lake),
        tend=_tend(settings, records, lake),
        search=_search(records, lake),
        erase=_erase(settings, lake),
        clock=system_clock,
    )


def soon() -> datetime:
    """Say until when a round that begins now is to last."""
    return system_clock() + ROUND


def _tend(settings: CatalogueSettings | StewardSettings, records: Records, lake: Objects) -> TendCatalogue:
    from spotter.adapters.aws.bell import SnsBell
    from spotter.adapters.aws.clients import client

    return TendCatalogue(
        catalogue=Catalogue(records),
        policies=Policies(records),
        rounds=Rounds(records),
        lake=lake,
        replica=_objects(settings.replica_bucket),
        bell=SnsBell(client("sns"), settings.bell_topic_arn),
        clock=system_clock,
    )


def _sweep(settings: CatalogueSettings | StewardSettings, records: Records, lake: Objects) -> SweepThings:
    from spotter.adapters.aws.clients import client
    from spotter.adapters.aws.workflow import SfnWorkflow

    datasets = _records(settings.datasets_table)
    kept = Kept(
        Models(records),
        Studies(records),
        FeatureSets(records),
        Registry(_records(settings.registry_table)),
        DatasetVersions(lake, datasets),
        Extractions(lake, datasets),
        SfnWorkflow(client("stepfunctions"), settings.training_machine_arn),
        SfnWorkflow(client("stepfunctions"), settings.extraction_machine_arn),
        lake,
    )
    return SweepThings(Catalogue(records), kept, system_clock)


def _bring(bucket: str) -> BringFile:
    from spotter.adapters.aws.clients import client
    from spotter.adapters.aws.objects import S3Objects
    from spotter.adapters.aws.uploads import S3Uploads

    lake = S3Objects(client("s3"), bucket)
    return BringFile(lake, S3Uploads(client("s3"), bucket), lake)


def _erase(settings: CatalogueSettings | StewardSettings, lake: S3Objects) -> EraseParts:
    datasets, replica = _records(settings.datasets_table), _objects(settings.replica_bucket)
    versions, extractions = DatasetVersions(lake, datasets), Extractions(lake, datasets)
    return EraseParts(versions, extractions, (lake, replica), system_clock)


def _search(records: Records, lake: Objects) -> SearchCatalogue:
    from spotter.adapters.roaring.finder import RoaringFinder

    saved = SavedIndexes(lake)
    return SearchCatalogue(Catalogue(records), saved, empty=RoaringFinder, restored=RoaringFinder.restored)


def _records(table: str) -> Records:
    from spotter.adapters.aws.clients import client
    from spotter.adapters.aws.records import DynamoRecords

    return DynamoRecords(client("dynamodb"), table)


def _objects(bucket: str) -> S3Objects:
    from spotter.adapters.aws.clients import client
    from spotter.adapters.aws.objects import S3Objects

    return S3Objects(client("s3"), bucket)
