"""Checks of data: summaries, accepted schemas and results, beside the versions that they are of.

Summaries, schemas and reports are objects that never change; records say which there are. A result stands on
its version under what it was compared with.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from datetime import datetime
from typing import TypeVar

import msgspec

from spotter.contracts.datasets import DatasetManifest, DatasetPart, Version
from spotter.contracts.names import DatasetName, Tenant
from spotter.contracts.skew import CheckEntry, CheckReport, DatasetSchema, VersionSummary
from spotter.errors import Conflict, NotFound
from spotter.ports.objects import Objects
from spotter.ports.records import Key, Records
from spotter.stores.documents import Documents, Stored
from spotter.stores.part_lists import decoded, folder_of

T = TypeVar("T", bound=msgspec.Struct)


class Kept(msgspec.Struct, frozen=True):
    """Where an object is that does not change any more."""

    place: str


class Checks:
    """Everything below `summaries/`, `schemas/` and `reports/` of a dataset, and the records of it."""

    def __init__(self, objects: Objects, records: Records) -> None:
        self._objects = objects
        self._kept = Documents(records, Kept)
        self._results = Documents(records, CheckEntry)

    def part_summary(self, of: DatasetManifest, part: DatasetPart) -> VersionSummary | None:
        """Find what a part comes down to; None where nobody has summed it up."""
        place = _part_place(of, part)
        if next(self._objects.keys(place), None) != place:
            return None
        return decoded(self._objects.get(place), VersionSummary, place)

    def keep_part_summary(self, of: DatasetManifest, part: DatasetPart, summary: VersionSummary) -> None:
        """Keep what a part comes down to."""
        self._objects.put(_part_place(of, part), msgspec.json.encode(summary))

    def summary(self, tenant: Tenant, name: DatasetName, version: Version) -> VersionSummary | None:
        """Find what a version comes down to; None where nobody has summed it up."""
        return self._read(Key(f"{tenant}#summaries#{name}", version), VersionSummary)

    def keep_summary(self, of: DatasetManifest, summary: VersionSummary) -> None:
        """Keep what a version comes down to; whoever does it again keeps the same."""
        place = f"{folder_of(of.tenant, of.dataset)}summaries/{of.version}.json"
        key = Key(f"{of.tenant}#summaries#{of.dataset}", of.version)
        self._objects.put(place, msgspec.json.encode(summary))
        try:
            self._kept.put(key, Kept(place), expected=None)
        except Conflict:
            return

    def schema(self, tenant: Tenant, name: DatasetName, number: int | None = None) -> DatasetSchema | None:
        """Read an accepted schema, the last one where no number is said; None where there is none."""
        partition = _schemas(tenant, name)
        if number is not None:
            return self._read(Key(partition, f"{number:06d}"), DatasetSchema)
        stored = list(self._kept.query(partition))
        if not stored:
            return None
        place = stored[-1].document.place
        return decoded(self._objects.get(place), DatasetSchema, place)

    def accept(self, schema: DatasetSchema) -> None:
        """Write a schema under its number, or raise Conflict when somebody else took it."""
        content = msgspec.json.encode(schema)
        digest = hashlib.sha256(content).hexdigest()[:16]
        place = f"{folder_of(schema.tenant, schema.dataset)}schemas/{schema.number:06d}-{digest}.json"
        self._objects.put(place, content)
        key = Key(_schemas(schema.tenant, schema.dataset), f"{schema.number:06d}")
        self._kept.put(key, Kept(place), expected=None)

    def keep(self, report: CheckReport, *, first: str, trainings: tuple[str, ...]) -> CheckEntry:
        """Let a result stand on its version; the same one again keeps what was waived and started."""
        content = msgspec.json.encode(report)
        folder = f"{folder_of(report.tenant, report.dataset)}reports/{report.version}"
        place = f"{folder}-{hashlib.sha256(content).hexdigest()[:16]}.json"
        self._objects.put(place, content)
        key = _result_key(report.tenant, report.dataset, report.version, report.schema, report.against)
        before = self._results.get(key)
        known = before.document if before else None
        entry = CheckEntry(
            version=report.version,
            against=report.against,
            schema=report.schema,
            outcome=report.outcome,
            findings=len(report.findings),
            moved=tuple(change.column for change in report.changes if change.moved),
            report=place,
            made_at=report.made_at,
            first=first,
            trainings=tuple(sorted({*trainings, *(known.trainings if known else ())})),
            waiver=known.waiver if known else None,
        )
        self._results.put(key, entry, expected=before.version if before else None)
        return entry

    def results(self, tenant: Tenant, name: DatasetName, version: Version) -> Iterator[Stored[CheckEntry]]:
        """Give every result that stands on a version."""
        return self._results.query(_results(tenant, name), prefix=f"{version}#")

    def by_schema(self, tenant: Tenant, name: DatasetName, version: Version) -> Stored[CheckEntry] | None:
        """Find what the schema in force says of a version; None where it was not asked, or there is none."""
        schema = self.schema(tenant, name)
        if schema is None:
            return None
        return self._results.get(_result_key(tenant, name, version, schema.number, schema.source))

    def drift(self, tenant: Tenant, name: DatasetName, version: Version) -> str | None:
        """Name the skew that the last check by a schema found; None where there was none, or no check."""
        by_schema = [each.document for each in self.results(tenant, name, version) if each.document.schema]
        outcomes = {entry.outcome for entry in by_schema if entry.schema == by_schema[-1].schema}
        skews = ("schema_skew", "value_skew")
        return next((outcome for outcome in skews if outcome in outcomes), None)

    def put_result(
        self, tenant: Tenant, name: DatasetName, entry: CheckEntry, *, expected: int
    ) -> CheckEntry:
        """Write a result anew, or raise Conflict."""
        key = _result_key(tenant, name, entry.version, entry.schema, entry.against)
        return self._results.put(key, entry, expected=expected).document

    def report(self, entry: CheckEntry) -> CheckReport:
        """Read all of a result."""
        return decoded(self._objects.get(entry.report), CheckReport, entry.report)

    def _read(self, key: Key, kind: type[T]) -> T | None:
        stored = self._kept.get(key)
        if stored is None:
            return None
        return decoded(self._objects.get(stored.document.place), kind, stored.document.place)


def newest(entries: Iterator[Stored[CheckEntry]], called: str) -> CheckEntry:
    """Choose the last result, or raise NotFound where there is none."""
    made = sorted((stored.document for stored in entries), key=_made_at)
    if not made:
        raise NotFound("validation", called, remedy=f"spotter dataset validate {called}")
    return made[-1]


def _made_at(entry: CheckEntry) -> datetime:
    return entry.made_at


def _part_place(of: DatasetManifest, part: DatasetPart) -> str:
    """Name a summary by the part and by what its columns are called and measured in."""
    told = ["streams", *((column.name, column.type, column.channel, column.unit) for column in of.columns)]
    shape = hashlib.sha256(msgspec.json.encode(told)).hexdigest()[:16]
    return f"{folder_of(of.tenant, of.dataset)}summaries/parts/{part.sha256[:32]}-{shape}.json"


def _schemas(tenant: Tenant, name: DatasetName) -> str:
    return f"{tenant}#schemas#{name}"


def _results(tenant: Tenant, name: DatasetName) -> str:
    return f"{tenant}#validations#{name}"


def _result_key(tenant: Tenant, name: DatasetName, version: Version, schema: int, against: Version) -> Key:
    return Key(_results(tenant, name), f"{version}#{schema:06d}#{against}")
