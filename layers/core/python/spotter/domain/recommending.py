"""Recommend algorithms and earlier models: what was measured, weighed by likeness, beside what is expected.

Each algorithm begins with one imagined run, its row in Table 1; every measured run counts as much as its data
set is like the one at hand. So a single run on the same data moves an opinion half of the way.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from typing import NamedTuple

import msgspec

from spotter.contracts.learning import ModelCard
from spotter.contracts.recommendations import DataTraits, Option, Recommendation, Weights
from spotter.domain.algorithms import TRAITS, Prior

MARKS = ("accuracy", "training_time", "latency", "size", "explainability")
SLOWEST_TRIAL_S, SLOWEST_ROW_US, LARGEST_BYTES = 60.0, 5_000.0, 20_000_000.0
"""What earns no mark at all; the best of each is a second, a microsecond and a kilobyte."""

FEW_POSITIVES = 30
"""With fewer dangerous rows, what is unlike the usual tells more than what was learned of danger."""

MANY_ROWS = 100_000
SAME = 0.95
"""Likeness from which on an earlier model may be used as it is."""


class Run(NamedTuple):
    """What was measured when a model was made."""

    model: str
    features: frozenset[str]
    label: str
    traits: DataTraits
    algorithm: str
    marks: Prior


def run_of(model: str, card: ModelCard) -> Run | None:
    """Read a run off a card; None where the card says too little."""
    if card.traits is None or card.proof is None or card.algorithm not in TRAITS:
        return None
    skill = skill_of(card)
    if skill is None:
        return None
    marks = Prior(
        accuracy=skill,
        training_time=_mark(card.spent_s / max(card.trials, 1), 1.0, SLOWEST_TRIAL_S),
        latency=_mark(card.proof.row_us, 1.0, SLOWEST_ROW_US),
        size=_mark(card.proof.text_bytes, 1_000.0, LARGEST_BYTES),
        explainability=TRAITS[card.algorithm].prior.explainability,
    )
    return Run(model, frozenset(card.features), card.label, card.traits, card.algorithm, marks)


def skill_of(card: ModelCard) -> float | None:
    """Say how far a model went from guessing (0) to perfect (1), on rows outside its folds."""
    scores = card.scores
    if card.traits is not None and card.task == "regression" and "rmse" in scores and card.traits.spread:
        return max(0.0, 1 - scores["rmse"] / card.traits.spread)
    if "auc" in scores:
        return max(0.0, 2 * scores["auc"] - 1)
    return None


def likeness(one: DataTraits, other: DataTraits) -> float:
    """Say how alike two data sets are: 1 the same kind, near 0 nothing in common.

    >>> likeness(DataTraits("binary", 1000, 10), DataTraits("binary", 1000, 10))
    1.0
    """
    if one.task != other.task:
        return 0.0
    apart = (
        math.log10((one.rows + 1) / (other.rows + 1)),
        math.log10((one.features + 1) / (other.features + 1)),
        2 * (one.words - other.words),
        2 * (one.missing - other.missing),
        2 * (math.sqrt(one.positives) - math.sqrt(other.positives)),
    )
    return math.exp(-math.fsum(step * step for step in apart))


def recommend(
    traits: DataTraits, runs: Iterable[Run], weights: Weights, *, columns: Sequence[str] = (), label: str = ""
) -> Recommendation:
    """Rank what could be done with a data set, the best first."""
    known = [(run, likeness(traits, run.traits)) for run in runs]
    options = [
        _algorithm(
            name, traits, [(run, like) for run, like in known if run.algorithm == name and like], weights
        )
        for name, each in TRAITS.items()
        if traits.task in each.tasks
    ]
    usable = frozenset(columns)
    options += [
        _earlier(run, like, weights)
        for run, like in known
        if like >= SAME and run.features <= usable and run.label == label
    ]
    options.sort(key=lambda option: -option.score)
    return Recommendation(traits, weights, tuple(options))


def _algorithm(name: str, traits: DataTraits, known: Sequence[tuple[Run, float]], weights: Weights) -> Option:
    expected, doubts = _expected(name, traits)
    weight = 1 + math.fsum(like for _, like in known)
    marks: dict[str, float] = {}
    for mark in MARKS:
        measured = math.fsum(like * getattr(run.marks, mark) for run, like in known)
        marks[mark] = (getattr(expected, mark) + measured) / weight
    marks["similarity"] = max((like for _, like in known), default=0.0)
    return Option(
        "algorithm", name, _score(marks, weights), marks, len(known), _why(name, known, marks, doubts)
    )


def _earlier(run: Run, like: float, weights: Weights) -> Option:
    marks = {mark: getattr(run.marks, mark) for mark in MARKS}
    marks |= {"training_time": 1.0, "accuracy": like * run.marks.accuracy, "similarity": like}
    why = (
        f"{run.model} learned the same label from the same columns of data like this ({like:.0%}) and went "
        f"{run.marks.accuracy:.0%} of the way from guessing to perfect; there is nothing to train"
    )
    return Option("model", run.algorithm, _score(marks, weights), marks, 1, why, run.model)


def _expected(name: str, traits: DataTraits) -> tuple[Prior, str]:
    """Give the prior as this data set bends it, and why."""
    prior = TRAITS[name].prior
    positives = traits.positives * traits.rows
    if TRAITS[name].unlabelled and positives < FEW_POSITIVES:
        return prior._replace(accuracy=0.7), f"; only {positives:.0f} dangerous rows were seen"
    if name in {"svm", "neural_network"} and traits.rows > MANY_ROWS:
        return prior._replace(training_time=prior.training_time / 3), f"; {traits.rows} rows are many for it"
    return prior, ""


def _why(name: str, known: Sequence[tuple[Run, float]], marks: dict[str, float], doubts: str) -> str:
    good_for = TRAITS[name].good_for
    if not known:
        return f"never measured on data like this; expected to be good for {good_for}{doubts}"
    nearest, like = max(known, key=lambda pair: pair[1])
    runs = "1 run" if len(known) == 1 else f"{len(known)} runs"
    return (
        f"{marks['accuracy']:.0%} of the way from guessing to perfect by {runs}, the most alike "
        f"{nearest.model} ({like:.0%}, {nearest.marks.accuracy:.0%}), beside what is "
        f"expected: {good_for}{doubts}"
    )


def _score(marks: dict[str, float], weights: Weights) -> float:
    told = msgspec.structs.asdict(weights)
    total = math.fsum(told.values())
    return math.fsum(told[mark] * value for mark, value in marks.items()) / total if total else 0.0


def _mark(value: float, best: float, worst: float) -> float:
    """Put a cost on a scale from 1 (best or less) to 0 (worst or more), by orders of magnitude."""
    if value <= best:
        return 1.0
    return max(0.0, 1 - math.log(value / best) / math.log(worst / best))
