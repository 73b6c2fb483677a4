"""What an algorithm is: what it can learn, what may be tuned, how it fits, and what it leaves behind."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Literal, Protocol

from optuna.distributions import BaseDistribution

from spotter.learning.arrays import Floats
from spotter.learning.frames import Frame
from spotter.learning.metrics import Task

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
Family = Literal["linear", "trees", "network", "kernel", "distance"]


@dataclass(frozen=True)
class Prior:
    """What is expected of an algorithm before anything was measured, each from 0 (worst) to 1 (best)."""

    accuracy: float
    training_time: float
    latency: float
    size: float
    explainability: float


@dataclass(frozen=True)
class Algorithm:
    """One row of the catalogue. `starts` are tried first; `unlabelled` ones learn what is usual."""

    name: str
    title: str
    tasks: frozenset[Task]
    space: Mapping[str, BaseDistribution]
    starts: tuple[Params, ...]
    fit: Fit
    family: Family
    prior: Prior
    good_for: str
    unlabelled: bool = False
    monotone: bool = False

    def narrowed(self, **space: BaseDistribution) -> Algorithm:
        """The same algorithm with some of its space replaced, for who knows better."""
        return replace(self, space={**self.space, **space})
