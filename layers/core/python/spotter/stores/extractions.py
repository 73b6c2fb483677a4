"""Extractions: how far each has come, what it found out first, and what it made already."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TypeVar

import msgspec

from spotter.contracts.datasets import Column, DatasetPart, Extraction, Plan
from spotter.contracts.names import DatasetName, Tenant
from spotter.errors import Conflict
from spotter.ports.objects import Objects
from spotter.ports.records import Key, Records
from spotter.stores.documents import Documents
from spotter.stores.part_lists import decoded, folder_of

T = TypeVar("T", bound=msgspec.Struct)


class Step(msgspec.Struct, frozen=True):
    """What a step of an extraction made, kept under what it was made from, so that nobody makes it again."""

    parts: tuple[DatasetPart, ...]
    columns: tuple[Column, ...]


class Extractions:
    """What extractions leave behind, for whoever waits or goes on after them."""

    def __init__(self, objects: Objects, records: Records) -> None:
        self._objects = objects
        self._documents = Documents(records, Extraction)

    def get(self, tenant: Tenant, name: DatasetName, run: str) -> Extraction | None:
        """Tell how far an extraction has come; None when it has not begun."""
        stored = self._documents.get(_key(tenant, name, run))
        return stored.document if stored else None

    def runs(self, tenant: Tenant, name: DatasetName) -> Iterator[Extraction]:
        """Give the extractions of a dataset, by name."""
        return (stored.document for stored in self._documents.query(f"{tenant}#extractions#{name}"))

    def note(self, tenant: Tenant, name: DatasetName, progress: Extraction) -> None:
        """Note how far it has come; where two note at once, one of them is enough."""
        stored = self._documents.get(_key(tenant, name, progress.run))
        if stored and stored.document.version is not None:
            return
        try:
            self._documents.put(
                _key(tenant, name, progress.run), progress, expected=stored.version if stored else None
            )
        except Conflict:
            return

    def plan(self, tenant: Tenant, name: DatasetName, run: str) -> Plan | None:
        """Find what an extraction found out first; None when it has not come so far."""
        return self._known(f"{folder_of(tenant, name)}runs/{run}.json", Plan)

    def keep_plan(self, tenant: Tenant, name: DatasetName, run: str, plan: Plan) -> None:
        """Remember what an extraction found out."""
        self._objects.put(f"{folder_of(tenant, name)}runs/{run}.json", msgspec.json.encode(plan))

    def step(self, tenant: Tenant, name: DatasetName, made_from: str) -> Step | None:
        """Find what a step made from these inputs before; None when it never came to its end."""
        return self._known(f"{folder_of(tenant, name)}steps/{made_from}.json", Step)

    def keep_step(self, tenant: Tenant, name: DatasetName, made_from: str, step: Step) -> None:
        """Remember what a step made."""
        self._objects.put(f"{folder_of(tenant, name)}steps/{made_from}.json", msgspec.json.encode(step))

    def steps(self, tenant: Tenant, name: DatasetName) -> Iterator[tuple[str, Step]]:
        """Give every step that is remembered, with the key under which it is."""
        for key in self._objects.keys(f"{folder_of(tenant, name)}steps/"):
            yield key, decoded(self._objects.get(key), Step, key)

    def _known(self, key: str, kind: type[T]) -> T | None:
        """Read what may not be there: a right to list some keys says so, where a get is only refused."""
        if next(self._objects.keys(key), None) != key:
            return None
        return decoded(self._objects.get(key), kind, key)


def _key(tenant: Tenant, name: DatasetName, run: str) -> Key:
    return Key(f"{tenant}#extractions#{name}", run)
