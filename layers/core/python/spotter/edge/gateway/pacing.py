"""Pacing: when to try again, and how fast to publish. Pure: time and chance are arguments."""

from __future__ import annotations

from collections.abc import Callable

Chance = Callable[[float, float], float]
"""Gives a number between two, as `random.uniform` does."""


class Backoff:
    """Waits between attempts: decorrelated jitter, so that a thousand gateways do not come back at once.

    Each wait is drawn between the least and three times the last one, up to the most (AWS Architecture Blog,
    "Exponential Backoff And Jitter").
    """

    def __init__(self, *, least_s: float, most_s: float, chance: Chance) -> None:
        self._least_s = least_s
        self._most_s = most_s
        self._chance = chance
        self._last_s = least_s

    def next_s(self) -> float:
        """Say how long to wait now."""
        self._last_s = min(self._most_s, self._chance(self._least_s, 3 * self._last_s))
        return self._last_s

    def forget(self) -> None:
        """Begin anew after a success."""
        self._last_s = self._least_s


class Allowance:
    """So many publishes a second on a connection, none saved up beyond `burst`."""

    def __init__(self, *, per_s: float, burst: int) -> None:
        self._per_s = per_s
        self._burst = float(burst)
        self._left = float(burst)
        self._at: float | None = None

    def take(self, now: float) -> bool:
        """Take one publish if there is one."""
        if self._at is not None:
            self._left = min(self._burst, self._left + (now - self._at) * self._per_s)
        self._at = now
        if self._left < 1:
            return False
        self._left -= 1
        return True
