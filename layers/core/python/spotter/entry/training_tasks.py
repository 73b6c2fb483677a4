"""What the training machine hands from task to task: names and numbers, never data."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import msgspec

from spotter.contracts.learning import Candidate, Champion, DatasetVersion, TrainingRequest, Verdict
from spotter.contracts.names import Tenant
from spotter.contracts.studies import Standing
from spotter.errors import Invalid

TaskResult = dict[str, Any]
"""What a task gives back: JSON that the machine keeps under the task's name."""


class Made(msgspec.Struct, frozen=True):
    """What an earlier task made, by its version."""

    version: str


class TrainingTask(msgspec.Struct, frozen=True):
    """The state of the machine as a task sees it."""

    request: TrainingRequest
    dataset: Made | None = None
    candidate: Made | None = None


class StudySlice(msgspec.Struct, frozen=True):
    """Which study an invocation works on."""

    tenant: Tenant
    study: str


def slice_of(event: Mapping[str, Any]) -> StudySlice:
    """Read the input of a slice of a study, or raise Invalid."""
    try:
        return msgspec.convert(event, StudySlice)
    except msgspec.ValidationError as err:
        raise Invalid(f"this is no study: {err}") from err


def slice_result(standing: Standing) -> TaskResult:
    """Say how many trials are finished and left."""
    return {"finished": standing.finished, "left": standing.left}


def task_of(event: Mapping[str, Any]) -> TrainingTask:
    """Read the input of a task.

    Raises:
        Invalid: it is none; the sentence says which field and why.
    """
    try:
        return msgspec.convert(event, TrainingTask)
    except msgspec.ValidationError as err:
        raise Invalid(f"this is no training: {err}") from err


def version_of(made: Made | None, what: str) -> str:
    """Give the version that an earlier task made, or raise Invalid when that task did not run."""
    if made is None:
        raise Invalid(f"the training has no {what} yet", field=what)
    return made.version


def dataset_result(dataset: DatasetVersion) -> TaskResult:
    """Say which dataset was extracted, and how large it is."""
    rows = {
        role: sum(part.rows for part in dataset.parts if part.role == role) for role in ("train", "holdout")
    }
    return {
        "version": dataset.version,
        "rows": dataset.rows,
        "positives": dataset.positives,
        "train_rows": rows["train"],
        "holdout_rows": rows["holdout"],
        "devices": len(dataset.devices),
        "holdout_devices": len(dataset.holdout_devices),
    }


def candidate_result(candidate: Candidate) -> TaskResult:
    """Say which model was made, and how it did on rows outside its folds."""
    card = candidate.card
    return {
        "version": candidate.version,
        "trials": card.trials,
        "rounds": card.rounds,
        "spent_s": card.spent_s,
        "threshold": card.threshold,
        "scores": card.scores,
    }


def fitted_result(candidate: Candidate, request: TrainingRequest) -> TaskResult:
    """Say what a study has fitted, and for which request it is to be judged."""
    return {"request": msgspec.to_builtins(request), "candidate": candidate_result(candidate)}


def plain_result(made: Verdict | Champion) -> TaskResult:
    """Give a verdict or a champion as JSON."""
    result: TaskResult = msgspec.to_builtins(made)
    return result
