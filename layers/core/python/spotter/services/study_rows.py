"""The rows that a study is about, wherever they are, and how they are to be learned from."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from spotter.contracts.studies import RowsOfDataset, RowsOfFile, Study
from spotter.domain.labelling import horizon_s
from spotter.errors import Corrupt, Unavailable
from spotter.learning.frames import Roles
from spotter.learning.lessons import Lesson
from spotter.learning.tables import Table, table_from_parts
from spotter.services.prepare_lesson import prepared_by
from spotter.stores.datasets import Datasets
from spotter.stores.models import Models

ReadFile = Callable[[Path], Table]


class StudyRows:
    """Where rows come from: files, and the lake where there is one."""

    def __init__(
        self, *, read: ReadFile | None = None, lake: tuple[Models, Datasets] | None = None, threads: int
    ) -> None:
        self._read = read
        self._lake = lake
        self._threads = threads

    def __call__(self, study: Study) -> tuple[Table, Lesson]:
        """Read the rows of a study.

        Raises:
            NotFound: they are not there.
            Corrupt: they are not those that the study began with.
            Unavailable: this worker cannot reach rows of that kind.
        """
        match study.rows:
            case RowsOfFile() as rows:
                return self._from_file(study, rows)
            case RowsOfDataset() as rows:
                return self._from_lake(study, rows)

    def _from_file(self, study: Study, rows: RowsOfFile) -> tuple[Table, Lesson]:
        if self._read is None:
            raise Unavailable("this worker reads no files; work on the study where its file is")
        table = self._read(Path(rows.path))
        if table.digest != rows.sha256:
            raise Corrupt(f"{rows.path} has changed since the study began; begin another", file=rows.path)
        return table, self._lesson(study, Roles(rows.label, rows.group, rows.time, rows.drop), None)

    def _from_lake(self, study: Study, rows: RowsOfDataset) -> tuple[Table, Lesson]:
        if self._lake is None:
            raise Unavailable("this worker has no lake; name it with --bucket")
        models, datasets = self._lake
        manifest = models.dataset(study.tenant, rows.model, rows.version)
        table = table_from_parts(list(datasets.contents(manifest, "train")))
        request = manifest.request
        gap_s = request.window.span_s + horizon_s(request.label)
        lesson = self._lesson(study, Roles(label="label", group="device", time="at"), gap_s)
        return table, prepared_by(models.recipes, request, lesson)

    def _lesson(self, study: Study, roles: Roles, gap_s: float | None) -> Lesson:
        return Lesson(
            roles,
            metric=study.metric,
            budget_s=None,
            trials=study.trials,
            seed=study.seed,
            threads=self._threads,
            gap_s=gap_s,
        )
