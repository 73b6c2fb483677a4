"""A queue in a list."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from spotter.ports.queue import Queue


class MemoryQueue:
    """The readable definition of Queue; `take` empties it as a consumer would."""

    def __init__(self) -> None:
        self._bodies: list[bytes] = []

    def send(self, bodies: Sequence[bytes]) -> None:
        """Hand on all texts."""
        self._bodies.extend(bodies)

    def take(self) -> list[bytes]:
        """Take everything that was handed on since the last call."""
        taken, self._bodies = self._bodies, []
        return taken


if TYPE_CHECKING:
    _: Queue = MemoryQueue()
