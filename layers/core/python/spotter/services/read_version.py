"""Read a version: its first rows, or all of it as files."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from functools import partial
from itertools import islice
from typing import NamedTuple

from spotter.contracts.archive import ExportFormat
from spotter.contracts.datasets import Cell, DatasetManifest, DatasetPart, Version
from spotter.contracts.names import DatasetName, Tenant
from spotter.ports.links import Links
from spotter.ports.objects import Objects
from spotter.ports.rows import Piece
from spotter.ports.tables import Tables
from spotter.stores.assignments import Assignments
from spotter.stores.dataset_versions import DatasetVersions
from spotter.stores.exports import LASTS_S
from spotter.stores.pseudonyms import Pseudonyms


class ExportedPart(NamedTuple):
    """A part as a file that can be fetched."""

    place: str
    url: str
    rows: int
    size: int
    sha256: str
    lasts_s: int


class ExportedParts(NamedTuple):
    """Some parts of a version as files, and where the next begin; None at the end."""

    version: Version
    format: ExportFormat
    parts: tuple[ExportedPart, ...]
    total: int
    next: int | None


class ReadVersion:
    """The use case with the stores that it reads."""

    def __init__(
        self,
        versions: DatasetVersions,
        tables: Tables,
        objects: Objects,
        links: Links,
        assignments: Assignments,
        pseudonyms: Pseudonyms,
    ) -> None:
        self._versions = versions
        self._tables = tables
        self._objects = objects
        self._links = links
        self._assignments = assignments
        self._pseudonyms = pseudonyms

    def rows(
        self, tenant: Tenant, name: DatasetName, version: Version | None, *, limit: int
    ) -> tuple[DatasetManifest, list[dict[str, Cell]]]:
        """Give the first rows of a version; workers go by their pseudonyms.

        Raises:
            NotFound: there is no such version.
            WrongState: it was deleted.
        """
        manifest = self._versions.manifest(tenant, name, version)
        found: list[dict[str, Cell]] = []
        for part in self._versions.parts(manifest):
            found += self._tables.rows([self._piece(manifest, part)], limit=limit - len(found))
            if len(found) >= limit:
                break
        return manifest, found

    def export(
        self,
        tenant: Tenant,
        name: DatasetName,
        version: Version | None,
        form: ExportFormat,
        *,
        first: int,
        limit: int,
        names: bool,
    ) -> ExportedParts:
        """Give some parts as files, from the part `first` on; with `names` workers go by their names.

        Raises:
            NotFound: there is no such version.
            WrongState: it was deleted.
        """
        manifest = self._versions.manifest(tenant, name, version)
        known = self._names(tenant) if names and _has_workers(manifest) else {}
        some = islice(self._versions.parts(manifest), first, first + limit)
        made = tuple(self._exported(manifest, part, form, known) for part in some)
        following = first + len(made)
        total = manifest.parts.count
        return ExportedParts(
            manifest.version, form, made, total, following if made and following < total else None
        )

    def _exported(
        self, manifest: DatasetManifest, part: DatasetPart, form: ExportFormat, known: Mapping[str, str]
    ) -> ExportedPart:
        """Link to the part as it is where it may be, else to a copy that the lake forgets after a day."""
        if form == "parquet" and not known:
            key, size, digest = (
                self._versions.part_key(manifest.tenant, manifest.dataset, part),
                part.size,
                part.sha256,
            )
        else:
            content = self._tables.convert(self._piece(manifest, part), form, known)
            size, digest = len(content), hashlib.sha256(content).hexdigest()
            key = f"exports/tenant={manifest.tenant}/dataset={manifest.dataset}/{digest}.{form}"
            self._objects.put(key, content)
        url = self._links.link(key, lasts_s=LASTS_S)
        return ExportedPart(part.place, url, part.rows, size, digest, LASTS_S)

    def _names(self, tenant: Tenant) -> dict[str, str]:
        pseudonym = self._pseudonyms.of(tenant)
        workers = {each.worker for each in self._assignments.of_tenant(tenant) if each.worker}
        return {pseudonym(worker): str(worker) for worker in workers}

    def _piece(self, of: DatasetManifest, part: DatasetPart) -> Piece:
        return Piece(part.sha256, partial(self._versions.content, of.tenant, of.dataset, part))


def _has_workers(manifest: DatasetManifest) -> bool:
    return any(column.name == "worker" for column in manifest.columns)
