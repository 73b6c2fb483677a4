"""While people wait: a bar that fills with the budget, the time gone, Ctrl-C that gives the best so far."""

from __future__ import annotations

import os
import signal
import sys
import time
from contextlib import AbstractContextManager, nullcontext
from pathlib import Path
from types import FrameType, TracebackType
from typing import TYPE_CHECKING, Self

from spotter.cli.show import tell

if TYPE_CHECKING:
    from spotter.learning.budgets import Progress, Step

STARTED_FIELD = 19
"""Where `/proc/self/stat` says when the process started, in ticks since boot; counted after the name."""


def process_age_s() -> float:
    """Seconds since this process was started, imports included; its own processor time where nobody tells."""
    stat = Path("/proc/self/stat")
    if not stat.is_file():
        return time.process_time()
    started = int(stat.read_text().rpartition(")")[2].split()[STARTED_FIELD]) / os.sysconf("SC_CLK_TCK")
    return time.clock_gettime(time.CLOCK_BOOTTIME) - started


class Stop(AbstractContextManager["Stop"]):
    """Ctrl-C asks to come to an end; a second one insists."""

    def __init__(self) -> None:
        self.asked = False
        self._before = signal.getsignal(signal.SIGINT)

    def __enter__(self) -> Self:
        signal.signal(signal.SIGINT, self._pressed)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        signal.signal(signal.SIGINT, self._before)

    def __call__(self) -> bool:
        """Tell whether somebody asked."""
        return self.asked

    def _pressed(self, _signal: int, _frame: FrameType | None) -> None:
        if self.asked:
            raise KeyboardInterrupt
        self.asked = True
        tell("stopping: the best so far is being fitted (Ctrl-C again leaves nothing)")


def progress() -> AbstractContextManager[Progress]:
    """Show a bar where somebody watches, and a line a phase where it is written to a file."""
    return Bar() if sys.stderr.isatty() else nullcontext(Lines().step)


class Lines:
    """A line whenever another phase begins."""

    def __init__(self) -> None:
        self._phase = ""

    def step(self, step: Step) -> None:
        """Say where the training is, if that is new."""
        if step.phase != self._phase:
            self._phase = step.phase
            tell(_said(step))


class Bar:
    """A bar that fills with the budget and says the best score so far."""

    def __init__(self) -> None:
        from rich.console import Console
        from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

        self._bar = Progress(
            TextColumn("{task.description}"), BarColumn(), TimeElapsedColumn(), console=Console(stderr=True)
        )
        self._task = self._bar.add_task("preparing", total=1.0)

    def __enter__(self) -> Progress:
        self._bar.start()
        return self._step

    def __exit__(self, *_: object) -> None:
        self._bar.stop()

    def _step(self, step: Step) -> None:
        self._bar.update(self._task, completed=step.share, description=_said(step))


def _said(step: Step) -> str:
    left = "" if step.left_s is None else f", {step.left_s:.0f} s left at most"
    return f"{step.phase}: {step.trials} trials, best {step.metric} {step.best:.4f}{left}"
