"""Check a version: against the schema in force, or another version; what was found stands on it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import NamedTuple

from spotter.contracts.datasets import DatasetManifest, Extraction, Version
from spotter.contracts.skew import (
    CheckEntry,
    CheckOrder,
    CheckReport,
    ColumnRule,
    DatasetSchema,
    Outcome,
    VersionSummary,
)
from spotter.domain.skew.inferring import inferred, oddities, refuse_empty
from spotter.domain.skew.schema_skew import SchemaSkew, schema_skew
from spotter.domain.skew.value_skew import ValueSkew, value_skew
from spotter.errors import Invalid
from spotter.ports.clock import Clock
from spotter.services.retrain_models import RetrainModels
from spotter.services.summarise_version import SummariseVersion
from spotter.stores.checks import Checks
from spotter.stores.dataset_versions import DatasetVersions
from spotter.stores.extractions import Extractions


class Checked(NamedTuple):
    """What came of a check; not finished where somebody has to go on."""

    finished: bool
    entries: tuple[CheckEntry, ...] = ()


class CheckVersion:
    """The use case with the stores that it works on."""

    def __init__(
        self,
        *,
        versions: DatasetVersions,
        checks: Checks,
        extractions: Extractions,
        summarise: SummariseVersion,
        retrain: RetrainModels,
        clock: Clock,
    ) -> None:
        self._versions = versions
        self._checks = checks
        self._extractions = extractions
        self._summarise = summarise
        self._retrain = retrain
        self._clock = clock

    def __call__(self, order: CheckOrder, *, left_s: Callable[[], float]) -> Checked:
        """Do a check, or as much of it as there is time for.

        By the schema in force, the version is compared with the one that the schema was inferred from, and
        with those that live models learned from: where it is current and has moved, they learn anew.

        Raises:
            NotFound: there is no such version.
            WrongState: it was deleted.
            Invalid: it has no rows, or there is no schema in force.
        """
        manifest = self._versions.manifest(order.tenant, order.dataset, order.version or None)
        summary = self._summarise(manifest, left_s=left_s)
        if summary is None:
            return Checked(finished=False)
        refuse_empty(summary, f"{order.dataset}@{manifest.version}")
        found: list[CheckEntry] = []
        if not order.infer:
            schema = None if order.against else self._in_force(order)
            for against in self._references(order, schema):
                before = self._before(order, against, left_s)
                if before is None:
                    return Checked(finished=False)
                refuse_empty(before, f"{order.dataset}@{against}")
                report = self._report(manifest, summary, against, before, schema)
                found.append(self._kept(manifest, report))
        progress = Extraction(order.run, 1, 1, manifest.version)
        self._extractions.note(order.tenant, order.dataset, progress)
        return Checked(finished=True, entries=tuple(found))

    def _in_force(self, order: CheckOrder) -> DatasetSchema:
        schema = self._checks.schema(order.tenant, order.dataset)
        if schema is None:
            remedy = f"spotter dataset schema infer {order.dataset}, review it, and accept it"
            raise Invalid(f"no schema of {order.dataset} was accepted; {remedy}", field="against")
        return schema

    def _references(self, order: CheckOrder, schema: DatasetSchema | None) -> tuple[Version, ...]:
        """Name what to compare with: the source of the schema, and what live models learned from."""
        if schema is None:
            return (order.against,)
        there = {
            entry.version
            for entry in self._versions.entries(order.tenant, order.dataset)
            if entry.deleted is None
        }
        learned = (each.learned_from for each in self._retrain.learners(order.tenant, order.dataset))
        return tuple(dict.fromkeys((schema.source, *(each for each in learned if each in there))))

    def _before(
        self, order: CheckOrder, against: Version, left_s: Callable[[], float]
    ) -> VersionSummary | None:
        """Sum up what is compared with; what was summed up once is known also when its rows are deleted."""
        known = self._checks.summary(order.tenant, order.dataset, against)
        if known is not None:
            return known
        manifest = self._versions.manifest(order.tenant, order.dataset, against)
        return self._summarise(manifest, left_s=left_s)

    def _report(
        self,
        manifest: DatasetManifest,
        summary: VersionSummary,
        against: Version,
        before: VersionSummary,
        schema: DatasetSchema | None,
    ) -> CheckReport:
        rules: Mapping[str, ColumnRule] = inferred(before) if schema is None else schema.columns
        skew, moved = schema_skew(rules, summary), value_skew(rules, before, summary)
        return CheckReport(
            tenant=manifest.tenant,
            dataset=manifest.dataset,
            version=manifest.version,
            rows=summary.rows,
            against=against,
            against_rows=before.rows,
            schema=schema.number if schema else 0,
            outcome=_outcome(skew, moved),
            findings=skew.findings,
            changes=moved.changes,
            notes=(*skew.notes, *moved.notes, *oddities(summary)),
            made_at=self._clock(),
        )

    def _kept(self, manifest: DatasetManifest, report: CheckReport) -> CheckEntry:
        """Let models learn anew where the world has changed; never from data that are broken."""
        trainings: tuple[str, ...] = ()
        dataset = self._versions.dataset(manifest.tenant, manifest.dataset).document
        if report.outcome == "value_skew" and report.schema and dataset.head == manifest.version:
            trainings = self._retrain(manifest, since=report.against)
        return self._checks.keep(report, first=manifest.by, trainings=trainings)


def _outcome(skew: SchemaSkew, moved: ValueSkew) -> Outcome:
    if skew.findings:
        return "schema_skew"
    return "value_skew" if any(change.moved for change in moved.changes) else "as_expected"
