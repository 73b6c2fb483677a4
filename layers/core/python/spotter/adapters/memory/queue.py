"""A queue in memory: what handing work on means."""

from __future__ import annotations

from collections import deque
from collections.abc import Sequence
from typing import TYPE_CHECKING

from spotter.adapters.limits import check_messages
from spotter.ports.queue import Queue


class MemoryQueue:
    """A queue that keeps order; whoever plays the receiver looks with `taken` or takes away with `drain`."""

    def __init__(self) -> None:
        self._waiting: deque[bytes] = deque()
        self._sent = 0

    def send(self, bodies: Sequence[bytes]) -> list[str]:
        """Hand on all texts, named by their number."""
        check_messages(bodies)
        self._waiting.extend(bodies)
        before, self._sent = self._sent, self._sent + len(bodies)
        return [f"m{number}" for number in range(before, self._sent)]

    def taken(self) -> list[bytes]:
        """Look at what waits for the receiver, oldest first."""
        return list(self._waiting)

    def drain(self) -> list[bytes]:
        """Take away what waits for the receiver, oldest first."""
        return [self._waiting.popleft() for _ in range(len(self._waiting))]


if TYPE_CHECKING:
    _port: type[Queue] = MemoryQueue
