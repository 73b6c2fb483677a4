"""Load an uploaded file: make a version of it, or add its rows to the current version."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence

from spotter.contracts.datasets import Column, Dataset, DatasetManifest, DatasetPart, Extraction
from spotter.contracts.sheets import Load, Upload
from spotter.domain.catalogue.made_runs import SUCCEEDED, Ended, entry_of_freeze
from spotter.domain.columns import joined
from spotter.domain.datasets import version_name
from spotter.domain.part_tree import grown, planted
from spotter.domain.sheets import form_of, unpacked
from spotter.errors import Conflict, Invalid, NotFound
from spotter.ports.clock import Clock
from spotter.ports.objects import Objects
from spotter.ports.sheets import Sheets
from spotter.services.note_things import note, note_versions
from spotter.stores.catalogue import Catalogue
from spotter.stores.code_version import code_version
from spotter.stores.dataset_versions import DatasetVersions
from spotter.stores.documents import Stored
from spotter.stores.extractions import Extractions
from spotter.stores.uploads import PendingUploads


class LoadUpload:
    """The use case with the stores that it works on."""

    def __init__(
        self,
        versions: DatasetVersions,
        extractions: Extractions,
        pending: PendingUploads,
        objects: Objects,
        sheets: Sheets,
        clock: Clock,
        catalogue: Catalogue,
    ) -> None:
        self._versions = versions
        self._extractions = extractions
        self._pending = pending
        self._objects = objects
        self._sheets = sheets
        self._clock = clock
        self._catalogue = catalogue

    def __call__(self, load: Load) -> DatasetManifest:
        """Make a version of an uploaded file and make it the current one; until then nothing is visible.

        Raises:
            Invalid: the file cannot be taken as it is; the sentence says the row, the column and the remedy.
            NotFound: there is no such upload.
            Conflict: the dataset is extracted from the archive, or changed at the same time.
        """
        tenant, name = load.tenant, load.dataset
        upload = self._pending.get(tenant, name, load.upload)
        if (known := self._made_already(load, upload)) is not None:
            return known
        file, content = unpacked(upload.file, self._objects.get(upload.key))
        digest = hashlib.sha256(content).hexdigest()[:16]
        with self._sheets.open(content, form_of(file), load.options) as sheet:
            preview = sheet.preview
            if preview.troubles:
                first = preview.troubles[0]
                raise Invalid(first.sentence, column=first.column, row=first.row)
            dataset = self._dataset(load)
            before = self._before(load, dataset, [Column(each.name, each.type) for each in preview.columns])
            parts: list[DatasetPart] = []
            columns = []
            for written in sheet.parts():
                place = f"upload/{digest}/{written.first}"
                parts.append(
                    self._versions.keep_part(tenant, name, written.content, place=place, rows=written.rows)
                )
                columns.append(written.columns)
        manifest = self._manifest(load, dataset, before, parts, joined(columns), preview.warnings)
        return self._noted(load, self._versions.publish(manifest, dataset=dataset))

    def _made_already(self, load: Load, upload: Upload) -> DatasetManifest | None:
        """Find the version that an earlier invocation of this run made, so that no row is added twice."""
        for entry in reversed(self._versions.entries(load.tenant, load.dataset)):
            if entry.made_at < upload.made_at:
                return None
            if entry.deleted is None:
                manifest = self._versions.manifest(load.tenant, load.dataset, entry.version)
                if manifest.upload == load.upload:
                    return self._noted(load, manifest)
        return None

    def _noted(self, load: Load, manifest: DatasetManifest) -> DatasetManifest:
        progress = Extraction(load.run, 1, 1, manifest.version)
        self._extractions.note(load.tenant, load.dataset, progress)
        at = (load.tenant, load.dataset)
        note_versions(self._catalogue, self._versions, *at, manifest.version, manifest.parent)
        ended = entry_of_freeze(*at, progress, Ended(SUCCEEDED), now=self._clock(), by=load.by)
        note(self._catalogue, ended)
        return manifest

    def _dataset(self, load: Load) -> Stored[Dataset]:
        try:
            stored = self._versions.dataset(load.tenant, load.dataset)
        except NotFound:
            made = Dataset(load.tenant, load.dataset, self._clock(), load.by)
            return self._versions.put(made, expected=None)
        if stored.document.definition is not None:
            raise Conflict("dataset", load.dataset, expected=None, remedy="it is extracted from the archive")
        return stored

    def _before(
        self, load: Load, dataset: Stored[Dataset], columns: Sequence[Column]
    ) -> DatasetManifest | None:
        """Give the version that rows are added to; its columns must be those of the file."""
        if not load.append or dataset.document.head is None:
            return None
        before = self._versions.manifest(load.tenant, load.dataset)
        if before.recipe is not None:
            sentence = f"the current version was prepared by {before.recipe}, and the file's rows are not"
            raise Invalid(f"{sentence}; make {before.parent} the current one first (dataset rollback)")
        had, has = ([(each.name, each.type) for each in side] for side in (before.columns, columns))
        if had != has:
            wrong = next((pair for pair in has if pair not in had), None) or next(
                pair for pair in had if pair not in has
            )
            sentence = f"column {wrong[0]} ({wrong[1]}) is not the same in the current version"
            told = ", ".join(f"{name} {kind}" for name, kind in had)
            raise Invalid(f"{sentence}; rows can be added with the columns {told}", column=wrong[0])
        return before

    def _manifest(
        self,
        load: Load,
        dataset: Stored[Dataset],
        before: DatasetManifest | None,
        parts: Sequence[DatasetPart],
        columns: tuple[Column, ...],
        warnings: tuple[str, ...],
    ) -> DatasetManifest:
        nodes = self._versions.nodes(load.tenant, load.dataset)
        rows, size = sum(part.rows for part in parts), sum(part.size for part in parts)
        if before is not None:
            tree, columns = grown(before.parts, parts, nodes), joined((before.columns, columns))
            rows, size = before.rows + rows, before.size + size
        else:
            tree = planted(parts, nodes)
        now = self._clock()
        return DatasetManifest(
            tenant=load.tenant,
            dataset=load.dataset,
            version=version_name(None, None, columns, tree),
            origin="uploaded",
            columns=columns,
            rows=rows,
            size=size,
            parts=tree,
            known_at=now,
            code=code_version(),
            made_at=now,
            by=load.by,
            parent=dataset.document.head,
            upload=load.upload,
            warnings=warnings,
        )
