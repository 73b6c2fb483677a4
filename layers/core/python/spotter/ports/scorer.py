"""Scoring: a model made ready to answer."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Protocol, runtime_checkable


class Booster(Protocol):
    """A loaded model."""

    def score(self, rows: Sequence[Sequence[float]]) -> list[list[float]]:
        """Score rows of features (in the card's order; NaN for missing); one list of outputs a row.

        Raises:
            Invalid: a row has not as many features as the model.
        """
        ...


@runtime_checkable
class TimedBooster(Booster, Protocol):
    """A loaded model that may look at earlier rows of a device."""

    @property
    def reach_s(self) -> float:
        """Say how far back the rows lie that a score looks at; 0 where each row stands by itself."""
        ...

    def score_in_time(self, rows: Sequence[Sequence[float]], times: Sequence[float]) -> list[list[float]]:
        """Score rows of one device in order of their times, given in epoch seconds.

        Raises:
            Invalid: a row has not as many features as the model.
        """
        ...


LoadBooster = Callable[[str], Booster]
"""Make a model ready from its LightGBM text. Raises Corrupt when the text is no model."""
