"""A state machine whose runs wait to be finished by hand."""

from __future__ import annotations

from typing import TYPE_CHECKING

from spotter.errors import Conflict, NotFound
from spotter.ports.workflows import Run, Workflow


class MemoryWorkflow:
    """The readable definition of Workflow; `finish` plays the machine."""

    def __init__(self) -> None:
        self.payloads: dict[str, str] = {}
        self._runs: dict[str, Run] = {}

    def start(self, *, name: str, payload: str) -> None:
        """Start a run; the same name and payload again starts nothing."""
        if self.payloads.setdefault(name, payload) != payload:
            raise Conflict("run", name, expected=None)
        self._runs.setdefault(name, Run(name, "RUNNING", ""))

    def describe(self, name: str) -> Run:
        """Tell how a run stands, or raise NotFound."""
        try:
            return self._runs[name]
        except KeyError as err:
            raise NotFound("run", name) from err

    def finish(self, name: str, *, status: str, output: str = "", cause: str = "") -> None:
        """Let a run end."""
        self._runs[name] = Run(name, status, output, cause)


if TYPE_CHECKING:
    _: Workflow = MemoryWorkflow()
