"""Inputs for algorithms that are no trees: filled, centred, divided, words spread over columns."""

from __future__ import annotations

import warnings

import numpy as np

from spotter.contracts.documents import Preparation
from spotter.learning.arrays import Floats
from spotter.learning.frames import Frame


def preparation_of(frame: Frame) -> Preparation:
    """Learn medians, means and deviations of numbers; a number that never varies is divided by 1."""
    words = frame.categorical
    numbers = [at for at in range(len(frame.features)) if at not in set(words)]
    columns = frame.matrix[:, numbers]
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", RuntimeWarning)  # a column without any value in this fold
        fill = np.nan_to_num(np.nanmedian(columns, axis=0))
    filled = np.where(np.isnan(columns), fill, columns)
    scale = filled.std(axis=0)
    return Preparation(
        numbers=tuple(numbers),
        fill=tuple(fill.tolist()),
        centre=tuple(filled.mean(axis=0).tolist()),
        scale=tuple(np.where(scale > 0, scale, 1.0).tolist()),
        words=tuple((at, len(frame.categories[frame.features[at]])) for at in words),
    )


def inputs_of(preparation: Preparation, matrix: Floats) -> Floats:
    """Do to a matrix what the evaluator does to a row."""
    columns = matrix[:, list(preparation.numbers)]
    filled = np.where(np.isnan(columns), np.array(preparation.fill), columns)
    blocks = [(filled - np.array(preparation.centre)) / np.array(preparation.scale)]
    for at, words in preparation.words:
        blocks.append((matrix[:, [at]] == np.arange(words)).astype(np.float64))
    return np.hstack(blocks)
