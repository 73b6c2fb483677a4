"""Budgets that hold: seconds of wall clock, or a number of trials for runs that can be repeated exactly."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass, field

Seconds = Callable[[], float]
"""A clock that only moves forward, as `time.monotonic`."""


@dataclass
class Budget:
    """What may still be spent. Without `seconds` only the number of trials counts, and time stands still."""

    seconds: float | None
    trials: int | None
    clock: Seconds
    started: float = field(init=False)
    hurried: bool = field(default=False, init=False)

    def __post_init__(self) -> None:
        self.started = self.clock()

    @property
    def spent_s(self) -> float:
        """Seconds since the beginning."""
        return self.clock() - self.started

    @property
    def remaining_s(self) -> float:
        """Seconds left; without end when only trials count."""
        return math.inf if self.seconds is None else self.seconds - self.spent_s

    def passed(self, share: float) -> bool:
        """Tell whether this share of the seconds is gone, or somebody asked to come to an end."""
        return self.hurried or self.over(share)

    def over(self, share: float) -> bool:
        """Tell whether this share of the seconds is gone."""
        return self.seconds is not None and self.spent_s >= share * self.seconds

    def more_trials(self, done: int) -> bool:
        """Tell whether another trial may begin."""
        return self.trials is None or done < self.trials

    def hurry(self) -> None:
        """End the search at the next look at the clock; the rest takes the shortest way."""
        self.hurried = True


@dataclass(frozen=True)
class Step:
    """How far a training is: shown to people while they wait."""

    phase: str
    share: float
    trials: int
    metric: str
    best: float
    left_s: float | None


Progress = Callable[[Step], None]


def quiet(_step: Step) -> None:
    """Show nothing."""
