"""A carrier in memory."""

from __future__ import annotations

from collections.abc import Collection
from typing import TYPE_CHECKING

from spotter.ports.carrier import Carrier


class MemoryCarrier:
    """A carrier that is as it is told to be."""

    def __init__(
        self, *, sandboxed: bool = False, limit_usd: float = 1.0, opted_out: Collection[str] = ()
    ) -> None:
        self._sandboxed = sandboxed
        self._limit_usd = limit_usd
        self._opted_out = frozenset(opted_out)

    def is_sandboxed(self) -> bool:
        """Tell whether only verified phones are reached."""
        return self._sandboxed

    def monthly_limit_usd(self) -> float:
        """Give the spend at which the account falls silent."""
        return self._limit_usd

    def opted_out(self, phone: str) -> bool:
        """Tell whether the owner of a phone has asked to get nothing."""
        return phone in self._opted_out


if TYPE_CHECKING:
    _port: type[Carrier] = MemoryCarrier
