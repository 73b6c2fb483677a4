"""A workflow in memory: runs that somebody else carries out and finishes."""

from __future__ import annotations

from threading import Lock
from typing import TYPE_CHECKING

from spotter.errors import Conflict, NotFound
from spotter.ports.workflows import Run, Workflow


class MemoryWorkflow:
    """Runs in a dictionary; `payloads` shows what was started, `finish` ends a run."""

    def __init__(self) -> None:
        self.payloads: dict[str, str] = {}
        self._runs: dict[str, Run] = {}
        self._lock = Lock()

    def start(self, *, name: str, payload: str) -> None:
        """Start a run under a name, or raise Conflict when it is taken by another payload."""
        with self._lock:
            if self.payloads.setdefault(name, payload) != payload:
                raise Conflict("run", name, expected=None)
            self._runs.setdefault(name, Run(name, "RUNNING", ""))

    def describe(self, name: str) -> Run:
        """Tell how a run stands, or raise NotFound."""
        if name not in self._runs:
            raise NotFound("run", name)
        return self._runs[name]

    def finish(self, name: str, status: str, *, output: str = "", cause: str = "") -> None:
        """End a run as the one who carries it out."""
        self._runs[name] = Run(name, status, output, cause)


if TYPE_CHECKING:
    _port: type[Workflow] = MemoryWorkflow
