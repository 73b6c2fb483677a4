"""Erasing: the one way in which something that was kept goes."""

from __future__ import annotations

from datetime import datetime
from typing import Protocol


class Eraser(Protocol):
    """Takes objects out of where they are kept."""

    def written_at(self, key: str) -> datetime | None:
        """Tell when an object was written last; None where there is none."""
        ...

    def erase(self, key: str) -> None:
        """Take an object out; one that is not there stays so."""
        ...
