"""Crews: jobs side by side in threads that nobody has to wait for when the time is up.

LightGBM gives the interpreter's lock back while it works, so a thread a fold uses every processor even where
one fold is too small to share. A round cannot be stopped from outside; it can be left behind.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor, wait
from typing import TypeVar

import lightgbm as lgb
import numpy as np

from spotter.learning.budgets import Budget

LOOK_S = 0.05
"""How often the clock is looked at while nothing ends."""

NAME = "crew"

Work = TypeVar("Work")


class Overrun(Exception):
    """The time was up in the middle of a job, which was left behind. Never leaves learning."""


class Crew:
    """So many threads as there are processors to use."""

    def __init__(self, width: int, budget: Budget) -> None:
        self._width = width
        self._budget = budget
        self._pool = ThreadPoolExecutor(width, thread_name_prefix=NAME, initializer=_hush)

    def work_out(
        self, jobs: Sequence[Callable[[], Work]], *, look: Callable[[], None] = lambda: None
    ) -> list[Work]:
        """Do all jobs side by side and give their results in order.

        `look` is called from here while they work. Ctrl-C asks the budget to hurry; the jobs see it there.

        Raises:
            Overrun: the time for fitting was used up while a job would not end.
        """
        if self._width == 1 and self._budget.seconds is None:
            return [job() for job in jobs]
        futures = [self._pool.submit(job) for job in jobs]
        while not self._all_done(futures):
            if self._budget.over(1.0):
                raise Overrun
            look()
        return [future.result() for future in futures]

    def leave(self) -> None:
        """End the threads, and leave those behind that are still at work."""
        self._pool.shutdown(wait=False, cancel_futures=True)

    def _all_done(self, futures: Sequence[Future[Work]]) -> bool:
        try:
            return not wait(futures, timeout=LOOK_S).not_done
        except KeyboardInterrupt:
            self._budget.hurry()
            return False


def left_behind() -> bool:
    """Tell whether a job is still at work that nobody waits for; ending the process would wait for it."""
    crew = [thread for thread in threading.enumerate() if thread.name.startswith(NAME)]
    for thread in crew:
        thread.join(LOOK_S)
    return any(thread.is_alive() for thread in crew)


def _hush() -> None:
    """LightGBM keeps what it may print for each thread by itself: any call that is told so sets it."""
    lgb.Dataset(np.zeros((1, 1)), params={"verbosity": -1}).construct()
