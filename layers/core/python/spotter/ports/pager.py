"""Paging: bring a short text to a person's phone."""

from __future__ import annotations

from typing import Protocol


class Pager(Protocol):
    """A way to reach a phone."""

    def page(self, phone: str, text: str) -> str:
        """Hand a text over for an E.164 phone number and give the carrier's receipt.

        Raises:
            Unavailable: it was not taken; another try may succeed.
        """
        ...
