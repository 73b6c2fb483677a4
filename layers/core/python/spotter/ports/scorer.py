"""Scoring: a model made ready to answer."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Protocol


class Booster(Protocol):
    """A loaded model."""

    def score(self, rows: Sequence[Sequence[float]]) -> list[list[float]]:
        """Score rows of features (in the card's order; NaN for missing); one list of outputs a row.

        Raises:
            Invalid: a row has not as many features as the model.
        """
        ...


LoadBooster = Callable[[str], Booster]
"""Make a model ready from its LightGBM text. Raises Corrupt when the text is no model."""
