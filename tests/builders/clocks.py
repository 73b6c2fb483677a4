"""Clocks for tests: time passes when it is looked at, never otherwise."""

from __future__ import annotations

import threading
from dataclasses import dataclass, field


@dataclass
class TickingClock:
    """A clock that moves on by `step` at each look, and once, at the look number `leap_at`, by `leap`."""

    step: float
    leap_at: int = -1
    leap: float = 0.0
    now: float = 0.0
    looks: int = 0
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def __call__(self) -> float:
        with self._lock:
            self.looks += 1
            self.now += self.step + (self.leap if self.looks == self.leap_at else 0.0)
            return self.now
