"""What learning keeps: marked intervals, dataset versions, candidates, verdicts and the champion."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TypeVar

import msgspec

from spotter.contracts.annotations import Decision
from spotter.contracts.labels import Interval
from spotter.contracts.learning import Candidate, Champion, DatasetVersion, Verdict
from spotter.contracts.names import LabelName, ModelName, ProfileName, SiteName, Tenant
from spotter.contracts.training_runs import TrainingRun
from spotter.errors import Conflict, NotFound
from spotter.ports.records import Key, Records, Write
from spotter.stores.annotations import Annotations
from spotter.stores.catalogue import Catalogue
from spotter.stores.documents import Documents, Stored, encoded
from spotter.stores.incidents import Incidents
from spotter.stores.lines import Lines
from spotter.stores.recipes import Recipes

T = TypeVar("T", bound=msgspec.Struct)


class MarkedIntervals(msgspec.Struct, frozen=True):
    """All intervals that carry one label at a site.

    Of `excluded` time nobody knows whether it does. `decision` is None where somebody marked by hand since.
    """

    intervals: tuple[Interval, ...]
    excluded: tuple[Interval, ...] = ()
    decision: Decision | None = None


class Models:
    """Labels, datasets, recipes, candidates, verdicts and champions of a tenant."""

    def __init__(self, records: Records) -> None:
        self._records = records
        self._labels = Documents(records, MarkedIntervals)
        self._decisions = Documents(records, Decision)
        self._datasets = Documents(records, DatasetVersion)
        self._candidates = Documents(records, Candidate)
        self._verdicts = Documents(records, Verdict)
        self._champions = Documents(records, Champion)
        self._runs = Documents(records, TrainingRun)
        self.catalogue = Catalogue(records)
        self.recipes = Recipes(records)
        self.lines = Lines(records)
        self.annotations = Annotations(records)
        self.incidents = Incidents(records)

    def intervals(self, tenant: Tenant, site: SiteName, label: LabelName) -> Stored[MarkedIntervals] | None:
        """Read the marked intervals of a label; None when nobody marked any."""
        return self._labels.get(_label_key(tenant, site, label))

    def put_intervals(
        self,
        tenant: Tenant,
        site: SiteName,
        label: LabelName,
        marked: MarkedIntervals,
        *,
        expected: int | None,
    ) -> None:
        """Replace the marked intervals of a label, or raise Conflict."""
        self._labels.put(_label_key(tenant, site, label), marked, expected=expected)

    def decide(
        self,
        at: tuple[Tenant, SiteName, LabelName],
        marked: MarkedIntervals,
        decision: Decision,
        *,
        expected: int | None,
    ) -> None:
        """Replace what carries a label and note who decided so, both or neither; or raise Conflict."""
        tenant, site, label = at
        note = Key(f"{tenant}#decisions", f"{site}#{label}#{(expected or 0) + 1:08d}")
        writes = [
            Write(_label_key(*at), encoded(marked), expected),
            Write(note, encoded(decision), None),
        ]
        self._records.put_all(writes)

    def decisions(self, tenant: Tenant, site: SiteName, label: LabelName) -> list[Decision]:
        """Give every decision on a label, oldest first."""
        found = self._decisions.query(f"{tenant}#decisions", prefix=f"{site}#{label}#")
        return [stored.document for stored in found]

    def dataset(self, tenant: Tenant, model: ModelName, version: str) -> DatasetVersion:
        """Read the manifest of a dataset version, or raise NotFound."""
        stored = self._datasets.get(Key(f"{tenant}#datasets", f"{model}#{version}"))
        if stored is None:
            raise NotFound("dataset version", version)
        return stored.document

    def add_dataset(self, dataset: DatasetVersion) -> None:
        """Write a manifest; a version that exists already is the same by its name, and stays."""
        key = Key(f"{dataset.tenant}#datasets", f"{dataset.model}#{dataset.version}")
        _add(self._datasets, key, dataset)

    def training_sets(self, tenant: Tenant) -> Iterator[DatasetVersion]:
        """Give the manifests of all models of a tenant, by model and version."""
        return (stored.document for stored in self._datasets.query(f"{tenant}#datasets"))

    def labels(self, tenant: Tenant) -> Iterator[tuple[SiteName, LabelName]]:
        """Name the labels that have marked intervals, by site."""
        for record in self._records.query(f"{tenant}#labels"):
            site, _, label = record.key.sort.partition("#")
            yield SiteName(site), LabelName(label)

    def add_run(self, run: TrainingRun) -> None:
        """Remember a training; one that is known already stays."""
        _add(self._runs, Key(f"{run.tenant}#trainings", f"{run.request.model}#{run.name}"), run)

    def run(self, tenant: Tenant, model: ModelName, name: str) -> TrainingRun | None:
        """Find a training; None where nobody asked for it."""
        stored = self._runs.get(Key(f"{tenant}#trainings", f"{model}#{name}"))
        return None if stored is None else stored.document

    def runs(self, tenant: Tenant) -> Iterator[TrainingRun]:
        """Give all trainings of a tenant, by model."""
        return (stored.document for stored in self._runs.query(f"{tenant}#trainings"))

    def candidate(self, tenant: Tenant, model: ModelName, version: str) -> Candidate:
        """Read a candidate, or raise NotFound."""
        stored = self._candidates.get(Key(f"{tenant}#candidates", f"{model}#{version}"))
        if stored is None:
            raise NotFound("model version", version)
        return stored.document

    def add_candidate(self, candidate: Candidate) -> None:
        """Write a candidate; a version that exists already is the same by its name, and stays."""
        key = Key(f"{candidate.tenant}#candidates", f"{candidate.model}#{candidate.version}")
        _add(self._candidates, key, candidate)

    def candidates(self, tenant: Tenant, model: ModelName | None = None) -> Iterator[Candidate]:
        """Give all versions of a model, or of all models of the tenant."""
        found = self._candidates.query(f"{tenant}#candidates", prefix=f"{model}#" if model else "")
        return (stored.document for stored in found)

    def verdict(self, tenant: Tenant, model: ModelName, version: str) -> Verdict | None:
        """Read the latest verdict on a candidate; None when it was not judged yet."""
        stored = self._verdicts.get(_verdict_key(tenant, model, version))
        return None if stored is None else stored.document

    def put_verdict(self, verdict: Verdict) -> None:
        """Write the verdict on a candidate in place of an earlier one."""
        key = _verdict_key(verdict.tenant, verdict.model, verdict.candidate)
        before = self._verdicts.get(key)
        self._verdicts.put(key, verdict, expected=before.version if before else None)

    def champion(
        self, tenant: Tenant, site: SiteName, profile: ProfileName, model: ModelName
    ) -> Stored[Champion] | None:
        """Read which version is live; None when none is."""
        return self._champions.get(_champion_key(tenant, site, profile, model))

    def champions(
        self, tenant: Tenant, site: SiteName | None = None, profile: ProfileName | None = None
    ) -> list[Champion]:
        """Give what is live for a tenant, a site of it, or one kind of device there."""
        prefix = f"{site}#" + (f"{profile}#" if profile else "") if site else ""
        return [stored.document for stored in self._champions.query(f"{tenant}#champions", prefix=prefix)]

    def move_champion(self, champion: Champion, *, expected: int | None) -> None:
        """Make a version live if the pointer is still where it was seen, else raise Conflict."""
        key = _champion_key(champion.tenant, champion.site, champion.profile, champion.model)
        self._champions.put(key, champion, expected=expected)


def _add(documents: Documents[T], key: Key, document: T) -> None:
    try:
        documents.put(key, document, expected=None)
    except Conflict:
        return


def _label_key(tenant: Tenant, site: SiteName, label: LabelName) -> Key:
    return Key(f"{tenant}#labels", f"{site}#{label}")


def _verdict_key(tenant: Tenant, model: ModelName, version: str) -> Key:
    return Key(f"{tenant}#verdicts", f"{model}#{version}")


def _champion_key(tenant: Tenant, site: SiteName, profile: ProfileName, model: ModelName) -> Key:
    return Key(f"{tenant}#champions", f"{site}#{profile}#{model}")
