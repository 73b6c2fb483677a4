"""What an algorithm is: what it can learn, what may be tuned, how it fits, and what it leaves behind."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Protocol

from optuna.distributions import BaseDistribution

from spotter.domain.algorithms import Traits
from spotter.learning.arrays import Floats
from spotter.learning.frames import Frame

Value = float | int | str
Params = dict[str, Value]


@dataclass(frozen=True)
class Calibration:
    """What makes probabilities of margins: log-odds times `slope` plus `offset`, or shares of `quantiles`."""

    slope: float = 1.0
    offset: float = 0.0
    quantiles: tuple[float, ...] = ()

    @property
    def said(self) -> dict[str, float]:
        """Say it for the card."""
        return {"calibration_slope": self.slope, "calibration_offset": self.offset}


@dataclass(frozen=True)
class Means:
    """What a fit may use. `over` says that time is up: a fit that goes in steps ends at the next one."""

    seed: int
    threads: int
    over: Callable[[], bool] = field(default=lambda: False)


class Fitted(Protocol):
    """A model that was fitted."""

    def margins(self, matrix: Floats) -> Floats:
        """Give what the library that fitted it says of rows: log-odds, one column a class, or values."""
        ...

    def text(self, calibration: Calibration) -> str:
        """Write the model down, calibrated: a model document, or LightGBM's own text."""
        ...


Fit = Callable[[Frame, Params, Means], Fitted]


@dataclass(frozen=True)
class Algorithm:
    """One row of the catalogue. `starts` are tried first; `monotone` ones can promise directions.

    Most cannot learn from rows that lack a class.
    """

    traits: Traits
    space: Mapping[str, BaseDistribution]
    starts: tuple[Params, ...]
    fit: Fit
    monotone: bool = False
    lacks_classes: bool = False

    @property
    def name(self) -> str:
        """What it is called for in commands and cards."""
        return self.traits.name

    def narrowed(self, **space: BaseDistribution) -> Algorithm:
        """The same algorithm with some of its space replaced, for who knows better."""
        return replace(self, space={**self.space, **space})
