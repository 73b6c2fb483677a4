"""Workflows: long work that runs in steps outside the caller."""

from __future__ import annotations

from typing import NamedTuple, Protocol


class Run(NamedTuple):
    """How a run stands: RUNNING, SUCCEEDED, FAILED, TIMED_OUT or ABORTED; `output` is JSON or empty."""

    name: str
    status: str
    output: str
    cause: str = ""


class Workflow(Protocol):
    """One state machine."""

    def start(self, *, name: str, payload: str) -> None:
        """Start a run under a name; starting the same name with the same payload again starts nothing.

        Raises:
            Conflict: the name is taken by a run with another payload.
        """
        ...

    def describe(self, name: str) -> Run:
        """Tell how a run stands.

        Raises:
            NotFound: there is no such run.
        """
        ...
