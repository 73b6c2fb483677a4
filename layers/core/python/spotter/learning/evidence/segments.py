"""Scores with intervals, on all rows and on every segment: groups, words, thirds of the time."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from spotter.contracts.evidence import Bar, Segment
from spotter.learning.arrays import Floats, Ints
from spotter.learning.evidence.unseen import Unseen
from spotter.learning.metrics import METRICS

SHOWN = {
    "binary": ("auc", "pr_auc", "logloss"),
    "multiclass": ("auc", "logloss", "accuracy"),
    "regression": ("rmse", "mae"),
}
MOST_VALUES = 8
"""Segments of one kind that are shown, the largest first."""

FEWEST_ROWS = 20
RESAMPLES = 100
MOST_RESAMPLED = 5_000
"""Rows drawn for one resample; an interval of more rows is narrowed by the root of their number."""


def segments_of(unseen: Unseen, threshold: float, *, seed: int) -> tuple[Segment, ...]:
    """Judge every segment."""
    return tuple(
        _judged(name, unseen, rows, threshold, seed)
        for name, rows in _parts(unseen)
        if rows.size >= FEWEST_ROWS
    )


def _parts(unseen: Unseen) -> Iterator[tuple[str, Ints]]:
    frame = unseen.frame
    yield "all rows", np.arange(frame.target.size)
    if frame.groups is not None:
        yield from _largest("group", frame.groups)
    for at in frame.categorical:
        words = frame.categories[frame.features[at]]
        codes = frame.matrix[:, at]
        known = {float(code): word for code, word in enumerate(words)}
        yield from _largest(
            frame.features[at], np.array([known.get(code, "missing") for code in codes.tolist()])
        )
    if frame.times is not None:
        ends = np.quantile(frame.times, [1 / 3, 2 / 3])
        third = np.digitize(frame.times, ends)
        for number, name in enumerate(("first", "second", "last")):
            yield f"{name} third of the time", np.flatnonzero(third == number)


def _largest(
    kind: str, keys: np.ndarray[tuple[int, ...], np.dtype[np.generic]]
) -> Iterator[tuple[str, Ints]]:
    values, counts = np.unique(keys, return_counts=True)
    if values.size == 1:
        return
    for at in np.argsort(-counts, kind="stable")[:MOST_VALUES]:
        yield f"{kind} {values[at]}", np.flatnonzero(keys == values[at])


def _judged(name: str, unseen: Unseen, rows: Ints, threshold: float, seed: int) -> Segment:
    frame = unseen.frame
    target, outputs = frame.target[rows], unseen.outputs[rows]
    positives = 0 if frame.problem.task == "regression" else int((target > 0).sum())
    draws = _draws(None if frame.groups is None else frame.groups[rows], rows.size, seed)
    scores = {}
    for metric in SHOWN[frame.problem.task]:
        bar = _bar(metric, target, outputs, threshold, draws)
        if bar is not None:
            scores[metric] = bar
    return Segment(name, int(rows.size), positives, scores)


def _bar(metric: str, target: Floats, outputs: Floats, threshold: float, draws: list[Ints]) -> Bar | None:
    measure = METRICS[metric].measure
    value = measure(target, outputs, threshold)
    drawn = np.array([measure(target[some], outputs[some], threshold) for some in draws])
    drawn = drawn[np.isfinite(drawn)]
    if not np.isfinite(value) or not drawn.size:
        return None
    shrink = np.sqrt(min(1.0, draws[0].size / target.size))
    low, high = np.quantile(drawn, [0.025, 0.975])
    middle = float(np.median(drawn))
    return Bar(float(value), float(value + shrink * (low - middle)), float(value + shrink * (high - middle)))


def _draws(
    groups: np.ndarray[tuple[int, ...], np.dtype[np.generic]] | None, count: int, seed: int
) -> list[Ints]:
    """Draw rows anew, whole groups where there are several: rows of one person are no independent cases."""
    rng = np.random.default_rng(seed)
    if groups is None or np.unique(groups).size < 3:  # noqa: PLR2004 - two groups say nothing of groups
        size = min(count, MOST_RESAMPLED)
        return [rng.integers(0, count, size) for _ in range(RESAMPLES)]
    members = [np.flatnonzero(groups == value) for value in np.unique(groups)]
    return [
        np.concatenate([members[at] for at in rng.integers(0, len(members), len(members))])
        for _ in range(RESAMPLES)
    ]
