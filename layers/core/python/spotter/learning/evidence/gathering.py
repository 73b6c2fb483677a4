"""Gather the evidence of a training: judged rows, importance, limits, and the run itself."""

from __future__ import annotations

import getpass
import hashlib
import platform
from collections.abc import Mapping
from datetime import timedelta
from importlib import metadata
from typing import NamedTuple

import msgspec
import numpy as np

from spotter.contracts.evidence import Environment, Evidence, Point, RunRecord
from spotter.contracts.learning import ModelCard
from spotter.domain.evaluators.plain_models import is_document
from spotter.learning.calibrate import device_hours
from spotter.learning.evidence.curves import expected_error, precision, reliability, roc
from spotter.learning.evidence.importance import importance_of
from spotter.learning.evidence.limits import limits_of
from spotter.learning.evidence.segments import segments_of
from spotter.learning.evidence.unseen import Unseen

HOURS_A_DAY = 24.0
MOST_ROWS = 10_000
"""Rows that are looked at: a few seconds."""


class Circumstances(NamedTuple):
    """What only the caller knows of a run: who, with which arguments, after which model."""

    executor: str
    arguments: Mapping[str, str]
    previous_model: str | None = None


def evidence_of(
    card: ModelCard, text: str, unseen: Unseen, run: Circumstances, history: tuple[Point, ...] = ()
) -> Evidence:
    """Judge a model from all sides."""
    unseen = unseen.at_most(MOST_ROWS, seed=card.seed)
    frame, scores = unseen.frame, unseen.outputs
    line = 0.5 if card.threshold is None else card.threshold
    binary = frame.problem.task == "binary"
    bins = reliability(frame.target, scores) if binary else ()
    return Evidence(
        model=card.sha256,
        run=_record(card, run),
        environment=environment_of(card.libraries),
        segments=segments_of(unseen, line, seed=card.seed),
        importance=importance_of(text, frame, seed=card.seed),
        effect_by="shuffling" if is_document(text) else "shap",
        limits=limits_of(card, frame),
        reliability=bins,
        expected_error=expected_error(bins) if bins else None,
        roc=roc(frame.target, scores) if binary else (),
        precision=precision(frame.target, scores) if binary else (),
        history=history,
        alarms_per_day=_alarms_per_day(_real(card, unseen), line) if binary else None,
    )


def environment_of(libraries: Mapping[str, str]) -> Environment:
    """Name what a model is made with."""
    said = dict(sorted(libraries.items()))
    python, machine = platform.python_version(), f"{platform.system()} {platform.machine()}"
    digest = hashlib.sha256(msgspec.json.encode([python, machine, said])).hexdigest()
    return Environment(python, machine, said, digest)


def somebody() -> str:
    """Name who runs this process, where the system knows."""
    try:
        return getpass.getuser()
    except (KeyError, OSError):
        return "unknown"


def pipeline_version() -> str:
    """Name the version of Spotter; layers carry no metadata, so there it is the one of the sources."""
    try:
        return metadata.version("spotter")
    except metadata.PackageNotFoundError:
        return "layer"


def _record(card: ModelCard, run: Circumstances) -> RunRecord:
    return RunRecord(
        pipeline_version=pipeline_version(),
        started_at=card.created_at,
        ended_at=card.created_at + timedelta(seconds=card.spent_s),
        duration_s=card.spent_s,
        executor=run.executor,
        arguments=dict(run.arguments),
        previous_model=run.previous_model,
        metrics=dict(card.scores),
    )


def _real(card: ModelCard, unseen: Unseen) -> Unseen:
    """Leave out rows that never were, which a model without a label is judged by."""
    if card.task != "anomaly":
        return unseen
    real = np.flatnonzero(unseen.frame.target == 0)
    return Unseen(unseen.frame.taken(real), unseen.outputs[real])


def _alarms_per_day(unseen: Unseen, line: float) -> float | None:
    """Count how often a device would go over the line in a day of being watched."""
    frame = unseen.frame
    if frame.times is None:
        return None
    hours = device_hours(frame.times, frame.groups)
    over = (unseen.outputs >= line).astype(np.int64)
    keys = np.zeros(over.size) if frame.groups is None else frame.groups
    raised = 0
    for key in np.unique(keys):
        own = np.flatnonzero(keys == key)
        crossed = over[own[np.argsort(frame.times[own], kind="stable")]]
        raised += int(np.sum(np.diff(crossed, prepend=0) == 1))
    return HOURS_A_DAY * raised / hours if hours else None
