"""Find things in the catalogue: what was found is what is stored now, in whatever process one asks."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from spotter.contracts.catalogue import Entry
from spotter.contracts.names import Tenant
from spotter.domain.catalogue.query import All, Any, Has, Is, Not, Query
from spotter.domain.catalogue.syntax import query_of
from spotter.ports.finder import Finder
from spotter.stores.catalogue import Catalogue
from spotter.stores.catalogue_index import SavedIndexes

AT_ONCE = 5_000
"""Changes that are learned in one go; after a long time away an index learns several times."""

MOST_TENANTS = 4
"""Indexes that one process keeps; the one that was asked least recently makes room."""


class Page(NamedTuple):
    """Things that were found, the last changed first, how many there are in all, and where to go on."""

    entries: tuple[Entry, ...]
    total: int
    next: int | None


class SearchCatalogue:
    """Keeps an index for each tenant that asks, and has it learn what changed before it answers."""

    def __init__(
        self,
        catalogue: Catalogue,
        saved: SavedIndexes,
        *,
        empty: Callable[[], Finder],
        restored: Callable[[bytes], Finder],
    ) -> None:
        self._catalogue = catalogue
        self._saved = saved
        self._empty = empty
        self._restored = restored
        self._finders: dict[Tenant, Finder] = {}

    def __call__(self, tenant: Tenant, text: str, *, before: int | None = None, limit: int = 50) -> Page:
        """Find a page of things; what was retired is found when one asks for `is:retired`.

        Raises:
            Invalid: the search cannot be read.
        """
        query = standing(query_of(text))
        found = self.finder(tenant).find(query, before=before, limit=limit)
        return Page(tuple(self._catalogue.entries(tenant, found.ids)), found.total, found.next)

    def finder(self, tenant: Tenant) -> Finder:
        """Give the index of a tenant, which has learned everything that is stored."""
        finder = self._finders.pop(tenant, None) or self._begun(tenant)
        while finder.number < self._catalogue.number(tenant):
            entries, number = self._catalogue.changed_since(tenant, finder.number, most=AT_ONCE)
            finder.learn(entries, number=number)
        self._finders[tenant] = finder
        while len(self._finders) > MOST_TENANTS:
            del self._finders[next(iter(self._finders))]
        return finder

    def keep(self, tenant: Tenant) -> int:
        """Keep the index of a tenant in the lake, and give the number up to which it has learned."""
        finder = self.finder(tenant)
        self._saved.keep(tenant, finder.saved(), number=finder.number)
        return finder.number

    def _begun(self, tenant: Tenant) -> Finder:
        saved = self._saved.latest(tenant)
        return self._empty() if saved is None else self._restored(saved)


def standing(query: Query) -> Query:
    """Leave out what was retired, unless that is what is asked about."""
    return query if _asks_of_retired(query) else All((query, Not(Has("is"))))


def _asks_of_retired(query: Query) -> bool:
    match query:
        case Is(attribute) | Has(attribute):
            return attribute == "is"
        case Not(of):
            return _asks_of_retired(of)
        case All(of) | Any(of):
            return any(map(_asks_of_retired, of))
        case _:
            return False
