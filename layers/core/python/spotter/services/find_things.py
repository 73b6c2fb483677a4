"""Find every thing of a tenant where it is kept, and describe it as whoever made it should have noted it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime
from functools import partial
from typing import NamedTuple

from spotter.contracts.catalogue import Entry, Kind
from spotter.contracts.datasets import Dataset, Extraction, VersionEntry
from spotter.contracts.names import Tenant
from spotter.contracts.training_runs import TrainingRun
from spotter.domain.catalogue.made_datasets import entry_of_training_set
from spotter.domain.catalogue.made_models import model_id
from spotter.domain.catalogue.made_runs import (
    RUNNING,
    SUCCEEDED,
    Ended,
    entry_of_freeze,
    entry_of_study,
    entry_of_training,
    training_id,
)
from spotter.domain.catalogue.made_updates import carried_id
from spotter.domain.catalogue.made_words import (
    entry_of_features,
    entry_of_profile,
    entry_of_recipe,
    entry_of_rules,
)
from spotter.domain.catalogue.telling import thing_id
from spotter.domain.causes import cause_of
from spotter.errors import NotFound
from spotter.ports.objects import Objects
from spotter.ports.workflows import Workflow
from spotter.services.describe_things import (
    described_carried,
    described_labels,
    described_model,
    described_version,
)
from spotter.services.show_training import ended, training_of
from spotter.stores.dataset_versions import DatasetVersions
from spotter.stores.extractions import Extractions
from spotter.stores.feature_sets import FeatureSets
from spotter.stores.models import Models
from spotter.stores.registry import Registry
from spotter.stores.studies import Studies, standing_of

GONE = Ended("UNKNOWN", "nothing is known of this run any more")


class Found(NamedTuple):
    """A thing that is kept: its id, how to describe it, and whether an entry need not be made anew."""

    id: str
    describe: Callable[[], Entry]
    is_known: Callable[[Entry], bool] = lambda _entry: False


class Kept(NamedTuple):
    """Where things are kept that the catalogue is to know."""

    models: Models
    studies: Studies
    features: FeatureSets
    registry: Registry
    versions: DatasetVersions
    extractions: Extractions
    trainings: Workflow
    freezes: Workflow
    lake: Objects


def find_things(kept: Kept, tenant: Tenant, now: datetime) -> Iterator[Found]:
    """Give everything of a tenant; what is costly to describe is described only where it has to be."""
    yield from _written_down(kept, tenant, now)
    yield from _datasets(kept, tenant, now)
    for made in kept.models.training_sets(tenant):
        yield _found(entry_of_training_set(made))
    for candidate in kept.models.candidates(tenant):
        id_ = model_id(candidate.model, candidate.version)
        yield Found(id_, partial(described_model, kept.models, candidate))
    for run in kept.models.runs(tenant):
        yield Found(training_id(run), partial(_training, kept.trainings, run), _is_over)
    for key in kept.lake.keys(f"updates/{tenant}/model/"):
        sha256 = key.rpartition("/")[2]
        yield Found(carried_id(sha256), partial(_carried, kept.lake, tenant, key, now), _is_there)
    for study in kept.studies.all(tenant):
        yield _found(entry_of_study(study, standing_of(study, kept.studies.trials(study))))


def _written_down(kept: Kept, tenant: Tenant, now: datetime) -> Iterator[Found]:
    yield from map(_found, map(entry_of_recipe, kept.models.recipes.all(tenant)))
    for latest in kept.features.all_of(tenant):
        yield from map(_found, map(entry_of_features, kept.features.versions(tenant, latest.name)))
    for profile in kept.registry.profiles(tenant):
        yield _found(entry_of_profile(profile, now=now))
    for site in kept.registry.sites(tenant):
        yield from map(_found, map(entry_of_rules, kept.registry.rule_sets.versions(tenant, site.name)))
    for place, label in kept.models.labels(tenant):
        yield _found(described_labels(kept.models, (tenant, place, label), now=now))


def _datasets(kept: Kept, tenant: Tenant, now: datetime) -> Iterator[Found]:
    for dataset in kept.versions.datasets(tenant):
        for listed in kept.versions.entries(tenant, dataset.name):
            yield Found(
                thing_id(Kind.DATASET, dataset.name, listed.version),
                partial(described_version, kept.versions, tenant, dataset.name, listed.version),
                partial(_says, dataset, listed),
            )
        for run in kept.extractions.runs(tenant, dataset.name):
            yield Found(
                thing_id(Kind.RUN, dataset.name, run.run),
                partial(_extraction, kept.freezes, dataset, run, now),
                _is_over,
            )


def _says(dataset: Dataset, listed: VersionEntry, entry: Entry) -> bool:
    """Tell whether an entry says of a version, which never changes, what can change around it."""
    is_current = any(t.attribute == "current" and t.value is True for t in entry.recorded)
    is_as_deleted = listed.deleted is None or entry.retired is not None
    return is_current == (dataset.head == listed.version) and is_as_deleted


def _is_over(entry: Entry) -> bool:
    return not any(t.attribute == "status" and t.value == RUNNING.lower() for t in entry.recorded)


def _is_there(_entry: Entry) -> bool:
    return True


def _carried(lake: Objects, tenant: Tenant, key: str, now: datetime) -> Entry:
    return described_carried(tenant, key.rpartition("/")[2], lake.get(key), now=now)


def _training(trainings: Workflow, run: TrainingRun) -> Entry:
    try:
        told = ended(training_of(trainings.describe(run.name)))
    except NotFound:
        told = GONE
    return entry_of_training(run, told)


def _extraction(freezes: Workflow, dataset: Dataset, run: Extraction, now: datetime) -> Entry:
    if run.version is not None:
        return entry_of_freeze(dataset.tenant, dataset.name, run, Ended(SUCCEEDED), now=now)
    try:
        known = freezes.describe(run.run)
        told = Ended(known.status, cause_of(known.cause))
    except NotFound:
        told = GONE
    return entry_of_freeze(dataset.tenant, dataset.name, run, told, now=now)


def _found(entry: Entry) -> Found:
    return Found(entry.id, lambda: entry)
