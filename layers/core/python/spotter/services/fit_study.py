"""Fit the best that a study has found, as a candidate of the model that it is about."""

from __future__ import annotations

import math
from typing import NamedTuple

from spotter.contracts.learning import Candidate, TrainingRequest
from spotter.contracts.names import Tenant
from spotter.contracts.studies import RowsOfDataset, StudyTrial
from spotter.errors import Invalid
from spotter.services.train_candidate import TrainCandidate
from spotter.stores.models import Models
from spotter.stores.studies import Studies

BEST = 3
"""So many of the best trials are fitted; they may be averaged."""


class FittedStudy(NamedTuple):
    """What a study has fitted, and the request of its dataset, by which it is judged."""

    candidate: Candidate
    request: TrainingRequest


def fit_study(
    studies: Studies, models: Models, train: TrainCandidate, tenant: Tenant, name: str
) -> FittedStudy:
    """Train a candidate with the best parameters of a study.

    Raises:
        NotFound: there is no such study.
        Invalid: it is not about a dataset version, or no trial is finished.
    """
    study = studies.study(tenant, name)
    if not isinstance(study.rows, RowsOfDataset):
        raise Invalid(f"study {name} is about a file: spotter study best gives what it found", study=name)
    trials = (each.document for each in studies.trials(study).values())
    finished = sorted((each for each in trials if each.state == "finished"), key=_rank)
    if not finished:
        raise Invalid(f"no trial of study {name} is finished yet", study=name)
    found = [each.params for each in finished[:BEST]]
    candidate = train(tenant, study.rows.model, study.rows.version, found=found)
    return FittedStudy(candidate, models.dataset(tenant, study.rows.model, study.rows.version).request)


def _rank(trial: StudyTrial) -> tuple[float, int]:
    return trial.loss if trial.loss is not None else math.inf, trial.number
