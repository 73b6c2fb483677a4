"""Queues: hand work on to a function that runs later, at least once."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol


class Queue(Protocol):
    """A queue of UTF-8 texts. Order is not kept and a text may arrive twice."""

    def send(self, bodies: Sequence[bytes]) -> list[str]:
        """Hand on all texts, each at most 256 KiB; give the name of each under which its receiver sees it.

        Raises:
            Unavailable: not all were taken; those that were will arrive, so sending all again is right.
        """
        ...
