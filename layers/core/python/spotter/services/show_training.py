"""Tell how a training stands, and when it has ended what came of it."""

from __future__ import annotations

from typing import NamedTuple

import msgspec

from spotter.contracts.learning import Champion, Verdict
from spotter.contracts.names import ModelName, Tenant
from spotter.domain.causes import cause_of
from spotter.domain.trainings import is_training_of
from spotter.errors import Corrupt, NotFound
from spotter.ports.workflows import Run, Workflow


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


def show_training(trainings: Workflow, tenant: Tenant, model: ModelName, name: str) -> Training:
    """Tell how a training of a model stands.

    Raises:
        NotFound: there is no such training of this tenant's model.
        Corrupt: the training ended with something that is no result.
    """
    if not is_training_of(tenant, model, name):
        raise NotFound("training", name)
    run = trainings.describe(name)
    made = _output(run)
    return Training(
        name, run.status, cause_of(run.cause), made.dataset, made.candidate, made.verdict, made.champion
    )


def _output(run: Run) -> _Output:
    if not run.output:
        return _Output()
    try:
        return msgspec.json.decode(run.output, type=_Output)
    except msgspec.DecodeError as err:
        raise Corrupt(f"the training {run.name} ended with no result: {err}", training=run.name) from err
