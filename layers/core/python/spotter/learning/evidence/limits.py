"""Limits of use, said in words: for which data, people and purposes a model was never tried."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from spotter.contracts.learning import ModelCard
from spotter.learning.frames import Frame

MOST_RANGES = 12
FEW_POSITIVES = 100


def limits_of(card: ModelCard, frame: Frame) -> tuple[str, ...]:
    """Say what the model must not be trusted with."""
    return tuple(_sentences(card, frame))


def _sentences(card: ModelCard, frame: Frame) -> Iterator[str]:
    yield "It adds advice; it never replaces, delays or lowers an alarm of a rule."
    if frame.groups is None:
        yield "Rows had no groups, so how it does on a person or device it never saw is unknown."
    else:
        yield f"It was learned from {np.unique(frame.groups).size} groups; others may behave differently."
    if card.first_at and card.last_at:
        span = f"{card.first_at:%Y-%m-%d} to {card.last_at:%Y-%m-%d}"
        yield f"Its data is from {span}; later seasons and machines are not in it."
    if card.task == "anomaly":
        yield "There was no label: what is dangerous and usual at once is not noticed."
        yield "Its scores say how well made-up rows are told from real ones; nobody knows how well danger is."
    elif frame.problem.task != "regression":
        positives = int((frame.target > 0).sum())
        if positives < FEW_POSITIVES:
            yield f"Only {positives} dangerous rows were seen: mind the intervals of its scores."
    yield from _ranges(frame)


def _ranges(frame: Frame) -> Iterator[str]:
    """Name what was usual of the first numbers: beyond it, outputs are guesses."""
    numbers = [at for at in range(len(frame.features)) if at not in set(frame.categorical)]
    for at in numbers[:MOST_RANGES]:
        values = frame.matrix[:, at]
        there = values[~np.isnan(values)]
        if there.size:
            low, high = np.quantile(there, [0.01, 0.99])
            yield f"Outside {low:.4g} to {high:.4g} of {frame.features[at]} it was hardly tried."
    if len(numbers) > MOST_RANGES:
        yield f"The ranges of {len(numbers) - MOST_RANGES} further numbers are in the data, not listed here."
