"""The offline store: tables of features, immutable parts and versions named by content, and what is current.

Parts come first, then the nodes of their list, then the manifest; one conditional write of two records makes
the version visible. Nothing half-made is ever seen.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator

import msgspec

from spotter.contracts.datasets import DatasetPart
from spotter.contracts.names import Tenant
from spotter.contracts.offline import (
    Materialisation,
    OfflineEntry,
    OfflineManifest,
    OfflinePlan,
    OfflineTable,
    table_of,
)
from spotter.domain.part_tree import parts_of
from spotter.errors import Corrupt, NotFound
from spotter.ports.objects import Objects
from spotter.ports.records import Key, Records, Write
from spotter.stores.documents import Documents, Stored, encoded
from spotter.stores.part_lists import StoredNodes, decoded


class OfflineStep(msgspec.Struct, frozen=True):
    """What a day came to, kept under what it was made from."""

    parts: tuple[DatasetPart, ...]
    whole: bool = True


class OfflineStore:
    """Everything under `features/tenant=<t>/set=<name>@<version>/table=<table>/`, and the records of it."""

    def __init__(self, objects: Objects, records: Records) -> None:
        self._objects = objects
        self._records = records
        self._tables = Documents(records, OfflineTable)
        self._entries = Documents(records, OfflineEntry)

    def table(self, tenant: Tenant, features: str, table: str) -> Stored[OfflineTable] | None:
        """Read how a table stands; None when nothing was ever materialised into it."""
        return self._tables.get(_table_key(tenant, features, table))

    def entries(self, tenant: Tenant, features: str) -> list[OfflineEntry]:
        """Give all versions of all tables of a feature set, the last made first."""
        found = [stored.document for stored in self._entries.query(_entries(tenant, features))]
        return sorted(found, key=lambda entry: (entry.made_at, entry.number), reverse=True)

    def manifest(self, tenant: Tenant, features: str, version: str | None = None) -> OfflineManifest:
        """Read a version, the last made of any table when none is named.

        Raises:
            NotFound: there is none.
        """
        for entry in self.entries(tenant, features):
            if version in {None, entry.version}:
                return decoded(self._objects.get(entry.manifest), OfflineManifest, entry.manifest)
        raise NotFound("offline features", f"{features}/{version or 'current'}")

    def head(self, tenant: Tenant, features: str, table: str) -> OfflineManifest | None:
        """Read the current version of a table; None when there is none."""
        stored = self.table(tenant, features, table)
        if stored is None or stored.document.head is None:
            return None
        return self.manifest(tenant, features, stored.document.head)

    def parts(self, manifest: OfflineManifest) -> Iterator[DatasetPart]:
        """Give the parts of a version in their order."""
        return parts_of(manifest.parts, self.nodes(manifest.tenant, manifest.features, manifest.table))

    def content(self, tenant: Tenant, features: str, table: str, part: DatasetPart) -> bytes:
        """Read a part, or raise Corrupt when it is not what was written."""
        key = self.part_key(tenant, features, table, part)
        content = self._objects.get(key)
        if hashlib.sha256(content).hexdigest() != part.sha256:
            raise Corrupt(f"the part {key} is not what was written", key=key)
        return content

    def keep_part(self, order: Materialisation, content: bytes, *, place: str, rows: int) -> DatasetPart:
        """Store a part under the name of its content."""
        part = DatasetPart(place, hashlib.sha256(content).hexdigest(), len(content), rows)
        tenant, features = order.features.tenant, order.features.id
        self._objects.put(self.part_key(tenant, features, table_of(order.origin), part), content)
        return part

    def part_key(self, tenant: Tenant, features: str, table: str, part: DatasetPart) -> str:
        """Say where a part is stored."""
        return f"{_folder(tenant, features, table)}parts/{part.sha256[:32]}.parquet"

    def nodes(self, tenant: Tenant, features: str, table: str) -> StoredNodes:
        """Give the place in which the nodes of a table's part lists are kept."""
        return StoredNodes(self._objects, f"{_folder(tenant, features, table)}nodes/")

    def plan(self, order: Materialisation, head: str | None) -> OfflinePlan | None:
        """Find what a run found out first, beginning from this version."""
        key = _plan_key(order, head)
        return decoded(self._objects.get(key), OfflinePlan, key) if self._is_there(key) else None

    def keep_plan(self, order: Materialisation, plan: OfflinePlan) -> None:
        """Remember what a run found out."""
        self._objects.put(_plan_key(order, plan.head), msgspec.json.encode(plan))

    def step(self, order: Materialisation, made_from: str) -> OfflineStep | None:
        """Find what was made of a day from these inputs; None when it never came to its end."""
        key = _step_key(order, made_from)
        return decoded(self._objects.get(key), OfflineStep, key) if self._is_there(key) else None

    def keep_step(self, order: Materialisation, made_from: str, step: OfflineStep) -> None:
        """Remember what was made of a day."""
        self._objects.put(_step_key(order, made_from), msgspec.json.encode(step))

    def publish(self, manifest: OfflineManifest, table: Stored[OfflineTable] | None) -> OfflineManifest:
        """Make a version visible and the current one; one that is there already stays as it is.

        Raises:
            Conflict: the table is not any more as it was read.
        """
        tenant, features = manifest.tenant, manifest.features
        key = Key(_entries(tenant, features), f"{manifest.table}#{manifest.version}")
        before = table.document if table else OfflineTable(tenant, features, manifest.table)
        known = self._entries.get(key)
        number = known.document.number if known else before.versions + 1
        current = msgspec.structs.replace(
            before, head=manifest.version, versions=max(number, before.versions)
        )
        moved = Write(
            _table_key(tenant, features, manifest.table), encoded(current), table.version if table else None
        )
        if known is not None:
            if current != before:
                self._records.put_all([moved])
            return self.manifest(tenant, features, manifest.version)
        content = msgspec.json.encode(manifest)
        digest = hashlib.sha256(content).hexdigest()[:16]
        place = f"{_folder(tenant, features, manifest.table)}versions/{manifest.version}-{digest}.json"
        self._objects.put(place, content)
        entry = OfflineEntry(
            number,
            manifest.table,
            manifest.version,
            place,
            manifest.rows,
            manifest.added,
            manifest.known_at,
            manifest.made_at,
            manifest.by,
        )
        self._records.put_all([Write(key, encoded(entry), None), moved])
        return manifest

    def _is_there(self, key: str) -> bool:
        return next(self._objects.keys(key), None) == key


def _folder(tenant: Tenant, features: str, table: str) -> str:
    return f"features/tenant={tenant}/set={features}/table={table}/"


def _plan_key(order: Materialisation, head: str | None) -> str:
    folder = _folder(order.features.tenant, order.features.id, table_of(order.origin))
    return f"{folder}runs/{order.run}-{head or 'first'}.json"


def _step_key(order: Materialisation, made_from: str) -> str:
    folder = _folder(order.features.tenant, order.features.id, table_of(order.origin))
    return f"{folder}steps/{made_from}.json"


def _entries(tenant: Tenant, features: str) -> str:
    return f"{tenant}#offline#{features}"


def _table_key(tenant: Tenant, features: str, table: str) -> Key:
    return Key(f"{tenant}#offline-tables", f"{features}#{table}")
