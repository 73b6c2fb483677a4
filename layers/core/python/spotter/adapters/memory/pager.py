"""A pager in memory: pages go to an outbox."""

from __future__ import annotations

from collections.abc import Collection
from typing import TYPE_CHECKING, NamedTuple

from spotter.adapters.limits import check_phone
from spotter.errors import Unavailable
from spotter.ports.pager import Pager


class Page(NamedTuple):
    """A text that was handed over for a phone."""

    phone: str
    text: str


class MemoryPager:
    """A pager whose `outbox` shows every page; phones in `unreachable` are refused, as a carrier may do."""

    def __init__(self, *, unreachable: Collection[str] = ()) -> None:
        self.outbox: list[Page] = []
        self._unreachable = frozenset(unreachable)

    def page(self, phone: str, text: str) -> str:
        """Hand a text over for an E.164 phone number and give a receipt, or raise Unavailable."""
        check_phone(phone)
        if phone in self._unreachable:
            raise Unavailable("the carrier did not take the page", phone_ends=phone[-4:])
        self.outbox.append(Page(phone, text))
        return f"receipt-{len(self.outbox)}"


if TYPE_CHECKING:
    _port: type[Pager] = MemoryPager
