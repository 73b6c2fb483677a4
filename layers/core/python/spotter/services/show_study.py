"""Tell how studies stand, and what each trial of one found."""

from __future__ import annotations

from datetime import datetime
from pathlib import PurePath
from typing import NamedTuple

from spotter.contracts.names import Tenant
from spotter.contracts.studies import RowsOfDataset, RowsOfFile, Study, StudyTrial
from spotter.stores.studies import Studies, standing_of


class ShownStudy(NamedTuple):
    """A study, what it is about, and how it stands."""

    name: str
    about: str
    begun_at: datetime
    seed: int
    metric: str | None
    abreast: int
    trials: int
    finished: int
    leased: int
    left: int
    attempts: int
    best: StudyTrial | None


def show_study(studies: Studies, tenant: Tenant, name: str) -> ShownStudy:
    """Tell how a study stands, or raise NotFound."""
    return _shown(studies, studies.study(tenant, name))


def list_studies(studies: Studies, tenant: Tenant) -> tuple[ShownStudy, ...]:
    """Tell how every study of a tenant stands, by name."""
    return tuple(_shown(studies, study) for study in studies.all(tenant))


def show_trials(studies: Studies, tenant: Tenant, name: str) -> tuple[StudyTrial, ...]:
    """Give the trials of a study that anybody has begun, by number, or raise NotFound."""
    found = studies.trials(studies.study(tenant, name))
    return tuple(found[number].document for number in sorted(found))


def _shown(studies: Studies, study: Study) -> ShownStudy:
    standing = standing_of(study, studies.trials(study))
    return ShownStudy(
        name=study.name,
        about=_about(study.rows),
        begun_at=study.begun_at,
        seed=study.seed,
        metric=study.metric,
        abreast=study.abreast,
        trials=standing.trials,
        finished=standing.finished,
        leased=standing.leased,
        left=standing.left,
        attempts=standing.attempts,
        best=standing.best,
    )


def _about(rows: RowsOfFile | RowsOfDataset) -> str:
    match rows:
        case RowsOfFile():
            return PurePath(rows.path).name
        case RowsOfDataset():
            return f"{rows.model}/{rows.version}"
