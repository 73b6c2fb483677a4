"""Budgets that hold: seconds of wall clock, or a number of trials for runs that can be repeated exactly."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass, field

Seconds = Callable[[], float]
"""A clock that only moves forward, as `time.monotonic`."""

CLOSING_SHARE, CLOSING_S = 0.02, 0.3
"""What is kept for proving and writing the model down: this share of the budget, and so many seconds."""


@dataclass
class Budget:
    """What may still be spent. Without `seconds` only the number of trials counts, and time stands still.

    `gone_s` were spent before: a process that was asked for ten seconds has used some to start.
    `stop` is asked whether somebody wants to come to an end.
    """

    seconds: float | None
    trials: int | None
    clock: Seconds
    gone_s: float = 0.0
    started: float = field(init=False)
    stop: Callable[[], bool] = field(default=lambda: False)
    asked: bool = field(default=False, init=False)
    prepared_s: float = field(default=0.0, init=False)

    def __post_init__(self) -> None:
        self.started = self.clock() - self.gone_s

    def begin(self) -> None:
        """Say that everything is prepared: what is left from here on is shared out by `over` and `passed`."""
        self.prepared_s = self.spent_s

    @property
    def hurried(self) -> bool:
        """Tell whether somebody asked to come to an end."""
        return self.asked or self.stop()

    @property
    def spent_s(self) -> float:
        """Seconds since the beginning."""
        return self.clock() - self.started

    @property
    def remaining_s(self) -> float:
        """Seconds left; without end when only trials count."""
        return math.inf if self.seconds is None else self.seconds - self.spent_s

    @property
    def fitting_s(self) -> float:
        """Seconds left to fit in, before what was learned must be written down."""
        return self.remaining_s - self.closing_s

    @property
    def closing_s(self) -> float:
        """Seconds kept for writing the model down."""
        return 0.0 if self.seconds is None else CLOSING_SHARE * self.seconds + CLOSING_S

    @property
    def whole_s(self) -> float:
        """Seconds there were to fit in when everything was prepared."""
        return math.inf if self.seconds is None else self.seconds - self.closing_s - self.prepared_s

    def passed(self, share: float) -> bool:
        """Tell whether this share of the fitting is gone, or somebody asked to come to an end."""
        return self.hurried or self.over(share)

    def over(self, share: float) -> bool:
        """Tell whether this share of the time for fitting is gone."""
        return self.seconds is not None and self.spent_s >= self.prepared_s + share * self.whole_s

    def more_trials(self, done: int) -> bool:
        """Tell whether another trial may begin."""
        return self.trials is None or done < self.trials

    def hurry(self) -> None:
        """End the search at the next look at the clock; the rest takes the shortest way."""
        self.asked = True


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
