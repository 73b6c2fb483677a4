"""Prepare a version: a recipe takes one version of a dataset and makes another, which names it.

Parts come first, then what was learned and done, then the version, by one conditional write: nothing
half-written is ever visible, and whoever runs it again comes to the same version.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

import msgspec
import numpy as np

from spotter.contracts.datasets import Column, DatasetManifest, DatasetPart, Extraction, Version
from spotter.contracts.preparing import PreparedFrom, PreparingOrder, PreparingReport
from spotter.domain.catalogue.made_runs import SUCCEEDED, Ended, entry_of_freeze
from spotter.domain.columns import joined
from spotter.domain.datasets import version_name, warnings_about
from spotter.domain.part_tree import planted
from spotter.domain.preparing import features_in, for_whole, refuse_too_large, roles_in, without_units
from spotter.learning.prepare.fit import Prepared, fit
from spotter.learning.prepare.grids import laid_out, sheet_of_doubles
from spotter.learning.prepare.reports import report_of, sample_of, with_marks
from spotter.learning.prepare.sheets import Sheet
from spotter.ports.clock import Clock
from spotter.ports.grids import Grids
from spotter.ports.rows import Piece
from spotter.services.note_things import note, note_versions
from spotter.stores.catalogue import Catalogue
from spotter.stores.code_version import code_version
from spotter.stores.dataset_versions import DatasetVersions
from spotter.stores.extractions import Extractions
from spotter.stores.prepared import PreparedRecords

ROWS_A_PART = 1_000_000
READ, LEARNED, WRITTEN = 1, 2, 3
HONEST = "what is trained on it has seen all its rows: a training that names the recipe is judged honestly"


class PrepareVersion:
    """The use case with the stores that it works on."""

    def __init__(
        self,
        versions: DatasetVersions,
        extractions: Extractions,
        prepared: PreparedRecords,
        grids: Grids,
        clock: Clock,
        catalogue: Catalogue,
    ) -> None:
        self._versions = versions
        self._extractions = extractions
        self._prepared = prepared
        self._grids = grids
        self._clock = clock
        self._catalogue = catalogue

    def __call__(self, order: PreparingOrder) -> PreparingReport:
        """Make the version that is asked for, or try a sample, and report.

        Raises:
            NotFound: there is no such version.
            WrongState: it was deleted.
            Invalid: the recipe cannot be done on its rows; the sentence names step, column and row.
            Oversized: it is more than a function can hold, or do in its time.
            Conflict: the dataset changed at the same time.
        """
        source = self._versions.manifest(order.tenant, order.dataset, order.version)
        recipe, left_out = for_whole(order.recipe)
        roles = roles_in(source, order.roles)
        features = features_in(source, roles)
        if order.sample is None:
            refuse_too_large(source, len(features), recipe)
        away = (roles.label, roles.group, roles.time)
        columns = [*features, *(each for each in source.columns if each.name in away)]
        pieces = self._pieces(source, order.sample)
        values = self._grids.read([piece for piece, _ in pieces], columns)
        sheet = sheet_of_doubles(columns, values, roles, rows=sum(rows for _, rows in pieces))
        if order.sample is not None:
            sheet = sample_of(sheet, order.sample)
        self._note(order, READ)
        prepared = fit(sheet, recipe, group=roles.group, time=roles.time)
        self._note(order, LEARNED)
        told = report_of(sheet, prepared)
        report = PreparingReport(
            order.run, order.called, source.version, None, told.rows_before, told.rows_after,
            (*left_out, *told.notes), told.changes,
        )  # fmt: skip
        if order.sample is None:
            report = self._published(order, source, sheet, prepared, report)
        self._prepared.keep_report(order.tenant, order.dataset, report)
        self._note(order, WRITTEN, report.made)
        self._tell(order, report.made)
        return report

    def _pieces(self, source: DatasetManifest, sample: int | None) -> list[tuple[Piece, int]]:
        """Take all parts with their rows, or as many from the first as hold a sample."""
        pieces, rows = [], 0
        for part in self._versions.parts(source):
            read = partial(self._versions.content, source.tenant, source.dataset, part)
            pieces.append((Piece(part.sha256, read), part.rows))
            rows += part.rows
            if sample is not None and rows >= sample:
                break
        return pieces

    def _published(
        self,
        order: PreparingOrder,
        source: DatasetManifest,
        before: Sheet,
        prepared: Prepared,
        report: PreparingReport,
    ) -> PreparingReport:
        after = with_marks(prepared) if order.marks else prepared.sheet
        laid = laid_out(source.columns, before, after)
        pieces = [piece for piece, _ in self._pieces(source, None)]
        rows = np.ascontiguousarray(after.rows, dtype=np.int64).data
        parts: list[DatasetPart] = []
        summed = []
        for written in self._grids.write(pieces, rows, laid, rows_a_part=ROWS_A_PART):
            place = f"prepared/{source.version}/{written.first}"
            parts.append(
                self._versions.keep_part(
                    order.tenant, order.dataset, written.content, place=place, rows=written.rows
                )
            )
            summed.append(written.columns)
        columns = without_units(joined(summed), prepared.preparation.applied)
        manifest = self._manifest(order, source, parts, columns)
        made = msgspec.structs.replace(report, made=manifest.version)
        self._prepared.keep(PreparedFrom(order, prepared.preparation, made))
        dataset = self._versions.dataset(order.tenant, order.dataset)
        self._versions.publish(manifest, dataset=dataset, current=order.current)
        return made

    def _manifest(
        self,
        order: PreparingOrder,
        source: DatasetManifest,
        parts: Sequence[DatasetPart],
        columns: tuple[Column, ...],
    ) -> DatasetManifest:
        tree = planted(parts, self._versions.nodes(order.tenant, order.dataset))
        rows = sum(part.rows for part in parts)
        return msgspec.structs.replace(
            source,
            version=version_name(source.definition, source.known_at, columns, tree, order.called),
            origin="prepared",
            columns=columns,
            rows=rows,
            size=sum(part.size for part in parts),
            parts=tree,
            code=code_version(),
            made_at=self._clock(),
            by=order.by,
            parent=source.version,
            recipe=order.called,
            upload=None,
            sources=None,
            warnings=(HONEST, *warnings_about(columns, rows)),
        )

    def _tell(self, order: PreparingOrder, made: Version | None) -> None:
        """Put the version and its run into the catalogue; the one it was made from may be current no more."""
        at = (order.tenant, order.dataset)
        note_versions(self._catalogue, self._versions, *at, made, order.version)
        done = Extraction(order.run, WRITTEN, WRITTEN, made)
        note(self._catalogue, entry_of_freeze(*at, done, Ended(SUCCEEDED), now=self._clock(), by=order.by))

    def _note(self, order: PreparingOrder, done: int, version: str | None = None) -> None:
        self._extractions.note(order.tenant, order.dataset, Extraction(order.run, done, WRITTEN, version))
