"""Tell how a training stands, and when it has ended what came of it."""

from __future__ import annotations

from typing import NamedTuple

import msgspec

from spotter.contracts.learning import Champion, Verdict
from spotter.contracts.names import ModelName, Tenant
from spotter.domain.catalogue.made_runs import RUNNING, Ended, entry_of_training
from spotter.domain.causes import cause_of
from spotter.domain.trainings import is_training_of
from spotter.errors import Corrupt, NotFound
from spotter.ports.workflows import Run, Workflow
from spotter.services.note_things import note
from spotter.stores.models import Models


class ExtractedDataset(msgspec.Struct, frozen=True):
    """What the first task says of the dataset that it froze."""

    version: str
    rows: int
    positives: int
    devices: int
    holdout_devices: int


class TrainedCandidate(msgspec.Struct, frozen=True):
    """What the second task says of the model that it made."""

    version: str
    trials: int
    rounds: int
    spent_s: float
    threshold: float | None
    scores: dict[str, float]


class Training(NamedTuple):
    """A training: where it stands, why it failed if it did, and what its tasks made."""

    training: str
    status: str
    cause: str
    dataset: ExtractedDataset | None
    candidate: TrainedCandidate | None
    verdict: Verdict | None
    champion: Champion | None


class _Output(msgspec.Struct):
    """What the state machine ends with; it holds more, and what is not here is of no interest."""

    dataset: ExtractedDataset | None = None
    candidate: TrainedCandidate | None = None
    verdict: Verdict | None = None
    champion: Champion | None = None


def show_training(
    trainings: Workflow, models: Models, tenant: Tenant, model: ModelName, name: str
) -> Training:
    """Tell how a training of a model stands; the catalogue learns how it ended.

    Raises:
        NotFound: there is no such training of this tenant's model.
        Corrupt: the training ended with something that is no result.
    """
    if not is_training_of(tenant, model, name):
        raise NotFound("training", name)
    training = training_of(trainings.describe(name))
    known = models.run(tenant, model, name)
    if known is not None and training.status != RUNNING:
        note(models.catalogue, entry_of_training(known, ended(training)))
    return training


def training_of(run: Run) -> Training:
    """Read what a run has come to, or raise Corrupt."""
    made = _output(run)
    return Training(
        run.name, run.status, cause_of(run.cause), made.dataset, made.candidate, made.verdict, made.champion
    )


def ended(training: Training) -> Ended:
    """Say of a training what the catalogue keeps."""
    return Ended(
        training.status,
        training.cause,
        training.dataset.version if training.dataset else None,
        training.candidate.version if training.candidate else None,
    )


def _output(run: Run) -> _Output:
    if not run.output:
        return _Output()
    try:
        return msgspec.json.decode(run.output, type=_Output)
    except msgspec.DecodeError as err:
        raise Corrupt(f"the training {run.name} ended with no result: {err}", training=run.name) from err
