"""Erase parts: what a deleted version held goes, once its time is over and nothing that stays refers to it.

A version is condemned first: the steps of extractions that would find its parts are forgotten, so that from
then on whoever needs one writes it anew. When every run that began before must have ended, what was not
written since is erased. Whoever dies in between is followed by a round that does the rest; the manifest and
the list of digests stay with the tombstone.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from typing import Literal, NamedTuple

from msgspec.structs import replace

from spotter.contracts.datasets import Dataset, DatasetPart, Tombstone, Version, VersionEntry
from spotter.contracts.names import DatasetName, Tenant
from spotter.ports.clock import Clock
from spotter.ports.eraser import Eraser
from spotter.stores.dataset_versions import DatasetVersions
from spotter.stores.documents import Stored
from spotter.stores.extractions import Extractions
from spotter.stores.prepared import prepared_key

WAITS = timedelta(hours=25)
"""An hour longer than a run of the extraction machine may last (infra/workflows/extraction.asl.json)."""


class Erasure(NamedTuple):
    """What was done to a deleted version: its own parts, their bytes, and how many parts others share."""

    dataset: DatasetName
    version: Version
    does: Literal["condemn", "wait", "erase"]
    parts: int
    size: int
    shared: int


class EraseParts:
    """The use case with what it works on; every eraser is one place in which parts may be kept."""

    def __init__(
        self,
        versions: DatasetVersions,
        extractions: Extractions,
        erasers: Sequence[Eraser],
        clock: Clock,
    ) -> None:
        self._versions = versions
        self._extractions = extractions
        self._erasers = tuple(erasers)
        self._clock = clock

    def __call__(self, tenant: Tenant, *, until: datetime, dry_run: bool = False) -> list[Erasure]:
        """Go through the deleted versions of a tenant whose time is over; a dry run writes nothing.

        Raises:
            Corrupt: a manifest or a list of parts is not what was written.
        """
        done: list[Erasure] = []
        for dataset in self._versions.datasets(tenant):
            stored = self._versions.stored_entries(tenant, dataset.name)
            due = [each for each in stored if _is_due(each.document, self._clock())]
            if not due:
                continue
            living = self._living([each.document for each in stored])
            for entry in due:
                if self._clock() >= until:
                    return done
                done.append(self._brought_on(dataset, entry, living, dry_run=dry_run))
        return done

    def _living(self, entries: Sequence[VersionEntry]) -> set[str]:
        """Name the content of every part that some version refers to which is there, or not yet due."""
        now = self._clock()
        staying = (each for each in entries if each.deleted is None or each.deleted.kept_until > now)
        return {part.sha256 for each in staying for part in self._parts(each)}

    def _parts(self, entry: VersionEntry) -> Iterator[DatasetPart]:
        return self._versions.parts(self._versions.listed(entry))

    def _brought_on(
        self, dataset: Dataset, entry: Stored[VersionEntry], living: set[str], *, dry_run: bool
    ) -> Erasure:
        """Do the next thing to a version: condemn it, wait, or erase what only it referred to."""
        tenant, name, version = dataset.tenant, dataset.name, entry.document.version
        held = {part.sha256: part for part in self._parts(entry.document)}
        going = [part for sha256, part in held.items() if sha256 not in living]
        stone = _stone(entry.document)
        told = (len(going), sum(part.size for part in going), len(held) - len(going))
        if stone.condemned is None:
            if not dry_run:
                self._forget_steps(tenant, name, {part.sha256 for part in going})
                self._versions.mark(tenant, name, entry, replace(stone, condemned=self._clock()))
            return Erasure(name, version, "condemn", *told)
        if self._clock() < stone.condemned + WAITS:
            return Erasure(name, version, "wait", *told)
        if not dry_run:
            for part in going:
                self._erase(self._versions.part_key(tenant, name, part), stone.condemned)
            self._erase(prepared_key(tenant, name, version), stone.condemned)
            self._versions.mark(tenant, name, entry, replace(stone, erased=self._clock()))
        return Erasure(name, version, "erase", *told)

    def _forget_steps(self, tenant: Tenant, name: DatasetName, going: set[str]) -> None:
        """Let no extraction find what will not be there any more."""
        for key, step in self._extractions.steps(tenant, name):
            if any(part.sha256 in going for part in step.parts):
                self._erasers[0].erase(key)

    def _erase(self, key: str, condemned: datetime) -> None:
        """Erase an object wherever it is kept, unless somebody wrote it again since."""
        written = self._erasers[0].written_at(key)
        if written is None or written <= condemned:
            for eraser in self._erasers:
                eraser.erase(key)


def _is_due(entry: VersionEntry, now: datetime) -> bool:
    stone = entry.deleted
    return stone is not None and stone.kept_until <= now and stone.erased is None


def _stone(entry: VersionEntry) -> Tombstone:
    assert entry.deleted is not None  # noqa: S101 - only those that are due come here
    return entry.deleted
