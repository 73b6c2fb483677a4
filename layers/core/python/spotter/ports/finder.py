"""Finds things of one tenant's catalogue: what was learned of them, asked by a query."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple, Protocol

from spotter.contracts.catalogue import Entry
from spotter.domain.catalogue.query import Query


class Found(NamedTuple):
    """A page of what was found, the last changed first.

    `next` is the change before which the next page begins; None after the last page.
    """

    total: int
    ids: tuple[str, ...]
    next: int | None


class Finder(Protocol):
    """An index that can be rebuilt from the catalogue at any time."""

    @property
    def number(self) -> int:
        """The last change of the catalogue that this finder has learned; 0 for none."""
        ...

    def learn(self, entries: Sequence[Entry], *, number: int) -> None:
        """Take in things as they are after the change `number`; an id that is known is replaced."""
        ...

    def find(self, query: Query, *, before: int | None = None, limit: int = 50) -> Found:
        """Find a page of things; `total` counts all pages."""
        ...

    def saved(self) -> bytes:
        """Write down everything that was learned, for `restored` of the same kind of finder."""
        ...
