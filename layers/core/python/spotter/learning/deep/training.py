"""Baselines of time: the split, metric and card of all other models, as ONNX and as text that scores live."""

from __future__ import annotations

import hashlib
import time
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import msgspec
import numpy as np
import torch
from torch import nn

from spotter.contracts.documents import Preparation
from spotter.contracts.learning import ModelCard, Proof
from spotter.errors import Corrupt, Invalid
from spotter.learning.algorithms.calibration import calibration_of, outputs_of
from spotter.learning.algorithms.port import Calibration
from spotter.learning.algorithms.preparation import preparation_of
from spotter.learning.algorithms.traits import traits_of
from spotter.learning.arrays import Floats
from spotter.learning.budgets import Budget
from spotter.learning.cards import Findings, Judged, card_of
from spotter.learning.deep.documents import Sight, text_of
from spotter.learning.deep.gan import synthetic
from spotter.learning.deep.networks import Kind, network_of
from spotter.learning.deep.onnx import exported, scored
from spotter.learning.deep.sequences import Sequences, reach_of, sequences_of
from spotter.learning.frames import Frame, frame_of
from spotter.learning.lessons import Lesson, budget_of, line_of, parted, without_leaks
from spotter.learning.metrics import metric_for
from spotter.learning.models import digest_of
from spotter.learning.predictions import outputs_for
from spotter.learning.tables import Table
from spotter.learning.validation import Split, split_of

BATCH = 256
MOST_PROVED = 10_000
TOLERANCE = 1e-4
"""Single precision, summed in another order by another runtime."""


@dataclass(frozen=True)
class Plan:
    """Which network, how far it looks back, how wide it is, and how often it sees all rows.

    `balanced` adds synthetic dangerous windows from a GAN until one in four is dangerous.
    """

    kind: Kind = "lstm"
    length: int = 16
    width: int = 24
    passes: int = 15
    rate: float = 3e-3
    balanced: bool = False


@dataclass(frozen=True, eq=False)
class DeepModel:
    """A network as a text that scores live, with its card, whose digest is the text's; and as ONNX."""

    card: ModelCard
    text: str
    onnx: bytes
    preparation: Preparation


def train_deep(table: Table, lesson: Lesson, plan: Plan, *, at: datetime | None = None) -> DeepModel:
    """Fit on every fold, judge, fit on all rows, export, and prove the export.

    Raises:
        Invalid: the label has not two classes, or rows have no time.
        Corrupt: the exported network scores otherwise than the one that was trained.
    """
    torch.set_num_threads(lesson.threads)
    budget = budget_of(lesson, time.monotonic)
    whole, doubts = without_leaks(frame_of(table, lesson.roles, metric=lesson.metric), lesson)
    frame, _ = parted(whole, lesson)
    if frame.problem.task != "binary":
        raise Invalid("networks of time learn two classes; this label has others")
    split = split_of(frame, seed=lesson.seed, gap_s=lesson.gap_s)
    preparation, reach_s = preparation_of(frame), reach_of(frame, length=plan.length)
    rows = sequences_of(frame, preparation, length=plan.length, reach_s=reach_s)
    judged, outputs, calibrated = _judged(frame, rows, split, plan, lesson.seed, budget)
    content = _exported(network := _fitted(rows, plan, lesson.seed, budget, 0.95), rows)
    sight = Sight(lesson.roles, preparation, plan.length, reach_s)
    text = text_of(network, plan.kind, len(frame.features), sight, calibrated)
    metric = metric_for(lesson.metric, "binary")
    findings = Findings(
        frame=frame,
        split=split.said(split.once),
        folds=Judged(judged.target, outputs),
        holdout=None,
        threshold=line_of(judged, outputs, metric, lesson),
        rounds=plan.passes,
        spent_s=budget.spent_s,
        sha256=digest_of(text),
        params={**_said(plan), **calibrated, "onnx_sha256": hashlib.sha256(content).hexdigest()},
        trials=1,
        data_sha256=table.digest,
        notes=lesson.notes,
        warnings=(*doubts, *split.warnings),
    )
    now = at or datetime.now(UTC)
    card = card_of(findings, lesson.roles.label, metric.name, lesson.seed, lesson.budget_s, now)
    proof = _proved(text, network, rows, frame, calibrated)
    return DeepModel(_described(card, plan, proof, frame), text, content, preparation)


def _judged(  # what was said of each row outside its fold, and how it is calibrated
    frame: Frame, rows: Sequences, split: Split, plan: Plan, seed: int, budget: Budget
) -> tuple[Frame, Floats, dict[str, float]]:
    folds = split.folds[: split.once]
    margins = np.concatenate(
        [
            _margins(_fitted(rows.taken(fold.train), plan, seed, budget, 0.7), rows.values[fold.valid])
            for fold in folds
        ]
    )
    judged = frame.taken(np.concatenate([fold.valid for fold in folds]))
    calibration = calibration_of("binary", judged.target, margins)
    return judged, outputs_of("binary", margins, calibration), calibration.said


def _described(card: ModelCard, plan: Plan, proof: Proof, frame: Frame) -> ModelCard:
    libraries = card.libraries | {"torch": torch.__version__}
    return msgspec.structs.replace(
        card, algorithm=plan.kind, proof=proof, traits=traits_of(frame), libraries=libraries
    )


def _said(plan: Plan) -> dict[str, Any]:
    return {
        "kind": plan.kind,
        "length": plan.length,
        "width": plan.width,
        "rate": plan.rate,
        "balanced": plan.balanced,
    }


def _fitted(rows: Sequences, plan: Plan, seed: int, budget: Budget, share: float) -> nn.Module:
    """Go over all rows again and again, until there were enough passes or the share of the budget is gone."""
    if plan.balanced:
        rows = synthetic(rows, seed=seed)
    network = network_of(plan.kind, rows.values.shape[2], plan.width, seed=seed)
    values, target = torch.from_numpy(rows.values), torch.from_numpy(rows.target.astype(np.float32))
    steps = torch.optim.Adam(network.parameters(), lr=plan.rate)
    order = torch.Generator().manual_seed(seed)
    loss_of = nn.BCEWithLogitsLoss()
    network.train()
    for _ in range(plan.passes):
        for some in torch.randperm(len(values), generator=order).split(BATCH):
            steps.zero_grad()
            loss_of(network(values[some]), target[some]).backward()
            steps.step()
        if budget.over(share):
            break
    return network.eval()


def _margins(network: nn.Module, values: Any) -> Floats:  # noqa: ANN401 - single-precision rows
    with torch.no_grad():
        return np.asarray(network(torch.from_numpy(values)).numpy(), dtype=np.float64)


def _exported(network: nn.Module, rows: Sequences) -> bytes:
    """Export to ONNX, and compare the runtime's scores with the network's."""
    content = exported(network, rows.values[:2])
    difference = float(np.abs(scored(content, rows.values) - _margins(network, rows.values)).max())
    if not difference <= TOLERANCE:
        raise Corrupt(f"the exported network differs by {difference:.3g} from the one that was trained")
    return content


def _proved(
    text: str, network: nn.Module, rows: Sequences, frame: Frame, calibrated: dict[str, float]
) -> Proof:
    """Compare what scores live with the network, on whole beginnings of devices."""
    groups = np.zeros(len(rows.target)) if frame.groups is None else frame.groups
    times = np.zeros(len(rows.target)) if frame.times is None else frame.times
    first = np.lexsort((times, np.unique(groups, return_inverse=True)[1]))[:MOST_PROVED]
    calibration = Calibration(calibrated["calibration_slope"], calibrated["calibration_offset"])
    expected = outputs_of("binary", _margins(network, rows.values[first]), calibration)
    started = time.process_time()
    said = outputs_for(text, frame.matrix[first], groups=groups[first], times=times[first])
    row_us = 1e6 * (time.process_time() - started) / len(first)
    difference = float(np.abs(said - expected).max())
    if not difference <= TOLERANCE:
        raise Corrupt(f"the text of the network differs by {difference:.3g} from the one that was trained")
    return Proof(len(first), difference, TOLERANCE, row_us, len(text.encode()))
