"""Trace where a thing comes from and what came of it, through everything that lies between."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from spotter.contracts.catalogue import Entry
from spotter.contracts.names import Tenant
from spotter.domain.catalogue.query import Any, Is
from spotter.domain.catalogue.telling import MADE, PARENT
from spotter.services.search_catalogue import SearchCatalogue
from spotter.stores.catalogue import Catalogue

MOST = 200
"""Things that are traced, more than anybody reads; code has made thousands."""

AT_ONCE = 100


class Relative(NamedTuple):
    """A thing of a lineage; `step` counts from the thing that was asked for, below 0 where it comes from.

    `entry` is None where the catalogue does not hold it: it was named, and put in by nobody.
    """

    id: str
    step: int
    entry: Entry | None


class Link(NamedTuple):
    """That one thing went into another."""

    source: str
    target: str


class Lineage(NamedTuple):
    """The relatives of a thing, itself among them, the links between them, and whether these are all."""

    relatives: tuple[Relative, ...]
    links: tuple[Link, ...]
    is_complete: bool


class TraceLineage:
    """The use case with the catalogue and its index."""

    def __init__(self, catalogue: Catalogue, search: SearchCatalogue) -> None:
        self._catalogue = catalogue
        self._search = search

    def __call__(self, tenant: Tenant, id_: str, *, depth: int) -> Lineage:
        """Trace a thing so many steps back and forth, or raise NotFound; retired things are shown as well."""
        root = self._catalogue.entry(tenant, id_)
        traced = _Traced(root)
        for way in (-1, 1):
            frontier: list[Entry] = [root]
            for step in range(1, depth + 1):
                frontier = self._step(tenant, traced, frontier, way * step)
                if not frontier:
                    break
            traced.is_complete &= not self._goes_on(tenant, traced, frontier, way)
        return traced.lineage()

    def _step(self, tenant: Tenant, traced: _Traced, frontier: Sequence[Entry], step: int) -> list[Entry]:
        """Take one step from all things of the step before, and give those that were not seen yet."""
        found: list[Entry] = []
        for start in range(0, len(frontier), AT_ONCE):
            several = frontier[start : start + AT_ONCE]
            ids = [entry.id for entry in several]
            said, says = (PARENT, MADE) if step < 0 else (MADE, PARENT)
            named = [(entry.id, other) for entry in several for other in _ids(entry, said)]
            naming = [
                (own, entry.id)
                for entry in self._naming(tenant, traced, says, ids)
                for own in _ids(entry, says)
                if own in ids
            ]
            found += traced.take(self._known(tenant, named + naming), named + naming, step)
        return found

    def _naming(self, tenant: Tenant, traced: _Traced, attribute: str, ids: Sequence[str]) -> list[Entry]:
        """Find things that say of these that they are their parents, or that they made them."""
        query = Any(tuple(Is(attribute, id_) for id_ in ids))
        found = self._search.finder(tenant).find(query, limit=AT_ONCE)
        traced.is_complete &= found.next is None
        return self._catalogue.entries(tenant, found.ids)

    def _known(self, tenant: Tenant, pairs: Iterable[tuple[str, str]]) -> dict[str, Entry]:
        ids = list(dict.fromkeys(other for _, other in pairs))
        entries = (
            entry
            for start in range(0, len(ids), AT_ONCE)
            for entry in self._catalogue.entries(tenant, ids[start : start + AT_ONCE])
        )
        return {entry.id: entry for entry in entries}

    def _goes_on(self, tenant: Tenant, traced: _Traced, frontier: Sequence[Entry], way: int) -> bool:
        """Tell whether there is more beyond the last step."""
        if not frontier:
            return False
        said, says = (PARENT, MADE) if way < 0 else (MADE, PARENT)
        return any(_ids(entry, said) for entry in frontier) or bool(
            self._naming(tenant, traced, says, [entry.id for entry in frontier][:AT_ONCE])
        )


class _Traced:
    """What was found so far."""

    def __init__(self, root: Entry) -> None:
        self._relatives = {root.id: Relative(root.id, 0, root)}
        self._links: dict[Link, None] = {}
        self.is_complete = True

    def take(self, known: dict[str, Entry], pairs: Iterable[tuple[str, str]], step: int) -> list[Entry]:
        """Take in pairs of a thing and another one step from it; give those that are new and known."""
        new = []
        for near, far in pairs:
            if far not in self._relatives:
                if len(self._relatives) >= MOST:
                    self.is_complete = False
                    continue
                self._relatives[far] = Relative(far, step, known.get(far))
                if far in known:
                    new.append(known[far])
            self._links[Link(far, near) if step < 0 else Link(near, far)] = None
        return new

    def lineage(self) -> Lineage:
        """Give it in the order of its steps."""
        relatives = sorted(self._relatives.values(), key=lambda each: (each.step, each.id))
        return Lineage(tuple(relatives), tuple(self._links), self.is_complete)


def _ids(entry: Entry, attribute: str) -> list[str]:
    return [str(triple.value) for triple in entry.triples if triple.attribute == attribute]
