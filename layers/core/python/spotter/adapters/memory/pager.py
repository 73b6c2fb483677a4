"""A pager that keeps what it sent."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from spotter.errors import Unavailable
from spotter.ports.pager import Pager


class Page(NamedTuple):
    """One text that was handed over."""

    phone: str
    text: str


class MemoryPager:
    """The readable definition of Pager; phones in `dead` cannot be reached."""

    def __init__(self) -> None:
        self.outbox: list[Page] = []
        self.dead: set[str] = set()

    def page(self, phone: str, text: str) -> str:
        """Hand a text over for a phone."""
        if phone in self.dead:
            raise Unavailable("the carrier does not take texts for this phone now")
        self.outbox.append(Page(phone, text))
        return f"receipt-{len(self.outbox)}"


if TYPE_CHECKING:
    _: Pager = MemoryPager()
