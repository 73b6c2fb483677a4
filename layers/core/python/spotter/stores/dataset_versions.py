"""Datasets and their versions: immutable objects named by their content, and records that point to them.

Parts come first, then the nodes that list them, then the manifest, and last of all one conditional write that
makes the version visible and current. Whoever dies before that leaves objects that nothing points to.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from datetime import datetime

import msgspec

from spotter.contracts.datasets import (
    Dataset,
    DatasetDefinition,
    DatasetManifest,
    DatasetPart,
    Tombstone,
    Version,
    VersionEntry,
)
from spotter.contracts.names import DatasetName, Tenant
from spotter.domain.datasets import question_name
from spotter.domain.part_tree import parts_of
from spotter.errors import Corrupt, NotFound, WrongState
from spotter.ports.objects import Objects
from spotter.ports.records import Key, Records, Write
from spotter.stores.checks import Checks
from spotter.stores.documents import Documents, Stored, encoded
from spotter.stores.part_lists import StoredNodes, decoded, folder_of


class DatasetVersions:
    """Everything under `datasets/tenant=<t>/dataset=<name>/`, and the records of it."""

    def __init__(self, objects: Objects, records: Records) -> None:
        self._objects = objects
        self._records = records
        self._datasets = Documents(records, Dataset)
        self._entries = Documents(records, VersionEntry)
        self.checks = Checks(objects, records)

    def dataset(self, tenant: Tenant, name: DatasetName) -> Stored[Dataset]:
        """Read a dataset, or raise NotFound."""
        stored = self._datasets.get(_dataset_key(tenant, name))
        if stored is None:
            raise NotFound("dataset", name)
        return stored

    def datasets(self, tenant: Tenant) -> Iterator[Dataset]:
        """Give all datasets of a tenant, by name."""
        return (stored.document for stored in self._datasets.query(_datasets(tenant)))

    def put(self, dataset: Dataset, *, expected: int | None) -> Stored[Dataset]:
        """Write a dataset, or raise Conflict."""
        return self._datasets.put(_dataset_key(dataset.tenant, dataset.name), dataset, expected=expected)

    def entries(self, tenant: Tenant, name: DatasetName) -> list[VersionEntry]:
        """Give all versions of a dataset, oldest first, the deleted ones too."""
        found = self._entries.query(_entries(tenant, name))
        return sorted((stored.document for stored in found), key=lambda entry: entry.number)

    def stored_entries(self, tenant: Tenant, name: DatasetName) -> list[Stored[VersionEntry]]:
        """Give all versions of a dataset with what it takes to change their records."""
        return list(self._entries.query(_entries(tenant, name)))

    def entry(self, tenant: Tenant, name: DatasetName, version: Version) -> Stored[VersionEntry]:
        """Find a version, deleted or not; NotFound when there is none."""
        stored = self._entries.get(Key(_entries(tenant, name), version))
        if stored is None:
            raise NotFound("version", f"{name}@{version}")
        return stored

    def manifest(self, tenant: Tenant, name: DatasetName, version: Version | None = None) -> DatasetManifest:
        """Read the manifest of a version, or of the current one.

        Raises:
            NotFound: there is no such dataset or version, or none is current.
            WrongState: the version was deleted.
        """
        wanted = version or self.dataset(tenant, name).document.head
        if wanted is None:
            raise NotFound("version", f"{name}@current")
        entry = self.entry(tenant, name, wanted).document
        if entry.deleted is not None:
            raise deleted(name, entry, entry.deleted)
        return self.listed(entry)

    def listed(self, entry: VersionEntry) -> DatasetManifest:
        """Read the manifest of a version, deleted or not; raise NotFound or Corrupt."""
        return decoded(self._objects.get(entry.manifest), DatasetManifest, entry.manifest)

    def answering(self, definition: DatasetDefinition, known_at: datetime) -> DatasetManifest | None:
        """Find a version that the same was asked for, deleted or not; None when there is none."""
        asked = question_name(definition, known_at)
        for entry in self.entries(definition.tenant, definition.name):
            if entry.asked == asked:
                return decoded(self._objects.get(entry.manifest), DatasetManifest, entry.manifest)
        return None

    def parts(self, manifest: DatasetManifest) -> Iterator[DatasetPart]:
        """Give the parts of a version in their order."""
        return parts_of(manifest.parts, self.nodes(manifest.tenant, manifest.dataset))

    def content(self, tenant: Tenant, name: DatasetName, part: DatasetPart) -> bytes:
        """Read a part, or raise Corrupt when it is not what was written."""
        key = self.part_key(tenant, name, part)
        content = self._objects.get(key)
        if hashlib.sha256(content).hexdigest() != part.sha256:
            raise Corrupt(f"the part {key} is not what was written", key=key)
        return content

    def keep_part(
        self, tenant: Tenant, name: DatasetName, content: bytes, *, place: str, rows: int
    ) -> DatasetPart:
        """Store a part under the name of its content."""
        part = DatasetPart(place, hashlib.sha256(content).hexdigest(), len(content), rows)
        self._objects.put(self.part_key(tenant, name, part), content)
        return part

    def part_key(self, tenant: Tenant, name: DatasetName, part: DatasetPart) -> str:
        """Say where a part is stored."""
        return part_key(tenant, name, part)

    def nodes(self, tenant: Tenant, name: DatasetName) -> StoredNodes:
        """Give the place in which the nodes of a dataset's part lists are kept."""
        return StoredNodes(self._objects, f"{folder_of(tenant, name)}nodes/")

    def publish(
        self, manifest: DatasetManifest, *, dataset: Stored[Dataset], current: bool = True
    ) -> DatasetManifest:
        """Make a version visible and the current one; one that is there already becomes the current one.

        Without `current` the one that was stays it, if there is one.

        Raises:
            Conflict: the dataset is not any more as it was read.
            WrongState: the same version was there and was deleted.
        """
        tenant, name = manifest.tenant, manifest.dataset
        key = Key(_entries(tenant, name), manifest.version)
        known = self._entries.get(key)
        if known is not None:
            if current:
                self.point(dataset, manifest.version)
            return self.manifest(tenant, name, manifest.version)
        content = msgspec.json.encode(manifest)
        digest = hashlib.sha256(content).hexdigest()
        place = f"{folder_of(tenant, name)}versions/{manifest.version}-{digest[:16]}.json"
        self._objects.put(place, content)
        number = dataset.document.versions + 1
        definition = manifest.definition if manifest.origin == "extracted" else None
        asked = question_name(definition, manifest.known_at) if definition else ""
        entry = VersionEntry(number, manifest.version, place, manifest.rows, manifest.made_at, asked)
        head = manifest.version if current else dataset.document.head or manifest.version
        changed = msgspec.structs.replace(dataset.document, head=head, versions=number)
        self._records.put_all(
            [
                Write(key, encoded(entry), None),
                Write(_dataset_key(tenant, name), encoded(changed), dataset.version),
            ]
        )
        return manifest

    def point(self, dataset: Stored[Dataset], version: Version) -> Dataset:
        """Make a version the current one, or raise Conflict, NotFound, or WrongState where it was deleted."""
        tenant, name = dataset.document.tenant, dataset.document.name
        entry = self.entry(tenant, name, version).document
        if entry.deleted is not None:
            raise deleted(name, entry, entry.deleted)
        current = msgspec.structs.replace(dataset.document, head=version)
        if current != dataset.document:
            self.put(current, expected=dataset.version)
        return current

    def bury(self, dataset: Stored[Dataset], entry: Stored[VersionEntry], stone: Tombstone) -> VersionEntry:
        """Put a tombstone on a version, whose parts stay; if it was the current one, the newest other one is.

        Raises:
            Conflict: the dataset or the version is not any more as it was read.
        """
        tenant, name, version = dataset.document.tenant, dataset.document.name, entry.document.version
        buried = msgspec.structs.replace(entry.document, deleted=stone)
        current = dataset.document
        if current.head == version:
            others = [
                each.version
                for each in self.entries(tenant, name)
                if each.deleted is None and each.version != version
            ]
            current = msgspec.structs.replace(current, head=others[-1] if others else None)
        self._records.put_all(
            [
                Write(Key(_entries(tenant, name), version), encoded(buried), entry.version),
                Write(_dataset_key(tenant, name), encoded(current), dataset.version),
            ]
        )
        return buried

    def mark(self, tenant: Tenant, name: DatasetName, entry: Stored[VersionEntry], stone: Tombstone) -> None:
        """Note on a tombstone what became of the parts, or raise Conflict where the version changed."""
        stored = msgspec.structs.replace(entry.document, deleted=stone)
        key = Key(_entries(tenant, name), entry.document.version)
        self._entries.put(key, stored, expected=entry.version)


def part_key(tenant: Tenant, name: DatasetName, part: DatasetPart) -> str:
    """Say where a part is stored."""
    return f"{folder_of(tenant, name)}parts/{part.sha256[:32]}.parquet"


def deleted(name: DatasetName, entry: VersionEntry, stone: Tombstone) -> WrongState:
    """Say of a version that it was deleted, by whom and why."""
    state = f"deleted since {stone.at:%Y-%m-%d %H:%M} by {stone.by} ({stone.why})"
    kept = f"its parts are kept until {stone.kept_until:%Y-%m-%d}"
    remedy = f"choose another version; {'its parts are erased' if stone.erased else kept}"
    return WrongState("version", f"{name}@{entry.version}", state=state, remedy=remedy)


def _datasets(tenant: Tenant) -> str:
    return f"{tenant}#datasets"


def _entries(tenant: Tenant, name: DatasetName) -> str:
    return f"{tenant}#dataset#{name}"


def _dataset_key(tenant: Tenant, name: DatasetName) -> Key:
    return Key(_datasets(tenant), name)
