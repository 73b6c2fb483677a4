"""A bell in memory."""

from __future__ import annotations

from typing import TYPE_CHECKING

from spotter.ports.bell import Bell


class MemoryBell:
    """A bell whose `rung` shows every subject and text."""

    def __init__(self) -> None:
        self.rung: list[tuple[str, str]] = []

    def ring(self, subject: str, text: str) -> None:
        """Call whoever listens."""
        self.rung.append((subject[:100], text))


if TYPE_CHECKING:
    _port: type[Bell] = MemoryBell
