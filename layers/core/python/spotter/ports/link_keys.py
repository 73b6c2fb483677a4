"""The secrets that links in pages are signed with."""

from __future__ import annotations

from typing import Protocol

from spotter.domain.links import LinkKey


class LinkKeys(Protocol):
    """Keys that are rotated by whoever keeps the secret."""

    def read(self) -> tuple[LinkKey, ...]:
        """Give the key that signs, and behind it the one before, which links may still bear.

        Raises:
            Unavailable: they cannot be read.
        """
        ...
