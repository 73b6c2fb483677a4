"""The bell: calls a human by a way of its own, when the usual one cannot be trusted."""

from __future__ import annotations

from typing import Protocol


class Bell(Protocol):
    """A way to people that shares nothing with pages."""

    def ring(self, subject: str, text: str) -> None:
        """Call whoever listens.

        Raises:
            Unavailable: it was not taken; another try may succeed.
        """
        ...
