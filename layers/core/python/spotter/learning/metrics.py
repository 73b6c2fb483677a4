"""How good outputs are, in plain numpy: scikit-learn's definitions without scikit-learn.

Outputs are probabilities of the second class (binary), one column a class (multiclass), or values.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import partial
from typing import Literal

import numpy as np

from spotter.errors import Invalid
from spotter.learning.arrays import Flags, Floats, Ints

Task = Literal["binary", "multiclass", "regression"]


def auc(target: Floats, scores: Floats) -> float:
    """The chance that a positive scores above a negative, ties counting half; NaN with one class only."""
    positive = target > 0
    positives, negatives = int(positive.sum()), int((~positive).sum())
    if not positives or not negatives:
        return math.nan
    _, place, count = np.unique(scores, return_inverse=True, return_counts=True)
    rank = np.cumsum(count) - (count - 1) / 2
    above = float(rank[place][positive].sum()) - positives * (positives + 1) / 2
    return above / (positives * negatives)


def pr_auc(target: Floats, scores: Floats) -> float:
    """Average precision over the recall steps; NaN without a positive."""
    positives = float((target > 0).sum())
    if not positives:
        return math.nan
    order = np.argsort(-scores, kind="stable")
    found = np.cumsum(target[order] > 0)
    last = np.append(np.flatnonzero(np.diff(scores[order])), target.size - 1)
    precision, recall = found[last] / (last + 1), found[last] / positives
    return float(np.sum(np.diff(recall, prepend=0.0) * precision))


def logloss(target: Floats, outputs: Floats) -> float:
    """Mean negative log-likelihood of the true class."""
    tiny = np.finfo(np.float64).eps
    if outputs.ndim == 1:
        true = np.where(target > 0, outputs, 1 - outputs)
    else:
        true = outputs[np.arange(target.size), target.astype(np.int64)]
    return float(-np.log(np.clip(true, tiny, 1 - tiny)).mean())


def brier(target: Floats, scores: Floats) -> float:
    """Mean squared distance between probability and outcome."""
    return float(np.mean((scores - target) ** 2))


def accuracy(target: Floats, decided: Floats) -> float:
    """Share of rows decided right."""
    return float(np.mean(target == decided))


def f1(target: Floats, decided: Floats, *, of: float = 1.0) -> float:
    """Harmonic mean of precision and recall of one class; 0 where it is neither there nor decided."""
    is_it, said = target == of, decided == of
    hits = int((is_it & said).sum())
    total = int(is_it.sum()) + int(said.sum())
    return 2 * hits / total if total else 0.0


def f1_macro(target: Floats, decided: Floats) -> float:
    """Mean F1 over the classes that are there or were decided."""
    classes = np.union1d(target, decided)
    return float(np.mean([f1(target, decided, of=float(one)) for one in classes]))


def rmse(target: Floats, values: Floats) -> float:
    """Root of the mean squared error."""
    return float(np.sqrt(np.mean((target - values) ** 2)))


def mae(target: Floats, values: Floats) -> float:
    """Mean absolute error."""
    return float(np.mean(np.abs(target - values)))


def pinball(target: Floats, values: Floats, *, level: float) -> float:
    """Mean cost of a quantile: what lies above it costs its level, what lies below the rest."""
    off = target - values
    return float(np.mean(np.maximum(level * off, (level - 1) * off)))


def decisions(outputs: Floats, threshold: float) -> Floats:
    """Turn probabilities into class numbers: the second class from the threshold on, or the most probable."""
    decided = outputs >= threshold if outputs.ndim == 1 else outputs.argmax(axis=1)
    return np.asarray(decided, dtype=np.float64)


@dataclass(frozen=True)
class Metric:
    """A named measure. `guide` is the metric that steers search: the same, or a smoother one.

    `objective` is what LightGBM minimises where it is not what the task usually is; `alpha` goes with it.
    """

    name: str
    tasks: frozenset[Task]
    higher_is_better: bool
    guide: str
    measure: Callable[[Floats, Floats, float], float]
    objective: str = ""
    alpha: float | None = None

    @property
    def steering(self) -> Metric:
        """The metric that steers the search for this one."""
        return METRICS.get(self.guide, self)

    def loss(self, target: Floats, outputs: Floats) -> float:
        """The measure turned so that lower is better; infinite where it is undefined."""
        value = self.measure(target, outputs, 0.5)
        if math.isnan(value):
            return math.inf
        return 1 - value if self.higher_is_better else value

    def value(self, loss: float) -> float:
        """What people call a loss of this metric."""
        return 1 - loss if self.higher_is_better else loss


def metric_named(name: str) -> Metric | None:
    """Find a metric, also one of a family: `quantile_0.9`, `recall_at_3` (alarms a supervisor-shift)."""
    if (level := re.fullmatch(r"quantile_(0?\.\d+)", name)) is not None and float(level[1]) > 0:
        alpha = float(level[1])
        return Metric(name, _VALUES, False, name, _plain(partial(pinball, level=alpha)), "quantile", alpha)
    if re.fullmatch(r"recall_at_[1-9]\d{0,4}", name):
        return replace(METRICS["logloss"], name=name, tasks=_BINARY)
    return METRICS.get(name)


def metric_for(name: str | None, task: Task) -> Metric:
    """Find a metric by name, or the usual one of the task.

    Raises:
        Invalid: it does not exist, or does not fit the task.
    """
    chosen = metric_named(name or ("rmse" if task == "regression" else "logloss"))
    fitting = ", ".join(sorted(metric.name for metric in METRICS.values() if task in metric.tasks))
    more = "quantile_0.9" if task == "regression" else "recall_at_3" if task == "binary" else "..."
    if chosen is None or task not in chosen.tasks:
        raise Invalid(f"metric {name} does not fit a {task} label; these do: {fitting}, {more}", metric=name)
    return chosen


def all_scores(task: Task, target: Floats, outputs: Floats, threshold: float = 0.5) -> dict[str, float]:
    """Measure everything that is defined for the task and these rows."""
    fitting = (metric for metric in METRICS.values() if task in metric.tasks)
    scores = {metric.name: metric.measure(target, outputs, threshold) for metric in fitting}
    return {name: value for name, value in scores.items() if math.isfinite(value)}


def _each_class(measure: Callable[[Floats, Floats], float]) -> Callable[[Floats, Floats, float], float]:
    """Mean over the classes of one against the rest, for more than two classes."""

    def measured(target: Floats, outputs: Floats, _threshold: float) -> float:
        if outputs.ndim == 1:
            return measure(target, outputs)
        values = [measure(_is(target, at), outputs[:, at]) for at in range(outputs.shape[1])]
        defined = [value for value in values if not math.isnan(value)]
        return float(np.mean(defined)) if defined else math.nan

    return measured


def _is(target: Floats, number: int) -> Floats:
    same: Flags = target == number
    return same.astype(np.float64)


def _plain(measure: Callable[[Floats, Floats], float]) -> Callable[[Floats, Floats, float], float]:
    return lambda target, outputs, _threshold: measure(target, outputs)


def _decided(measure: Callable[[Floats, Floats], float]) -> Callable[[Floats, Floats, float], float]:
    return lambda target, outputs, threshold: measure(target, decisions(outputs, threshold))


_BINARY: frozenset[Task] = frozenset({"binary"})
_CLASSES: frozenset[Task] = frozenset({"binary", "multiclass"})
_VALUES: frozenset[Task] = frozenset({"regression"})

METRICS = {
    metric.name: metric
    for metric in (
        Metric("auc", _CLASSES, True, "auc", _each_class(auc)),
        Metric("pr_auc", _CLASSES, True, "pr_auc", _each_class(pr_auc)),
        Metric("logloss", _CLASSES, False, "logloss", _plain(logloss)),
        Metric("brier", _BINARY, False, "logloss", _plain(brier)),
        Metric("accuracy", _CLASSES, True, "logloss", _decided(accuracy)),
        Metric("f1", _BINARY, True, "logloss", _decided(f1)),
        Metric("f1_macro", _CLASSES, True, "logloss", _decided(f1_macro)),
        Metric("rmse", _VALUES, False, "rmse", _plain(rmse)),
        Metric("mae", _VALUES, False, "mae", _plain(mae), objective="regression_l1"),
    )
}


def class_counts(target: Floats, classes: int) -> Ints:
    """How many rows each class has."""
    return np.bincount(target.astype(np.int64), minlength=classes)
