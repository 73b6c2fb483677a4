"""Paging: where the numbers of old boots go when a trail holds many, so that nothing is ever forgotten.

A trail is read and written with every batch, so it stays small: the boots that were measured longest ago move
to records of their own, under their names, and come back when a reading of theirs does. Digests of readings
that are not numbered move the same way, ten minutes at a time.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from spotter.contracts.readings import BY_CONTENT
from spotter.contracts.trails import Boot, Gap, Trail
from spotter.domain.clocks import WORST_SKEW_MS
from spotter.domain.lateness import OLDEST
from spotter.domain.sequences import missing

MOST_INTERVALS = 1000
"""Ends of intervals that a trail keeps beside those of its newest boot: some 20 KB at most."""


def wanted_pages(trail: Trail, names: Iterable[str]) -> list[str]:
    """Name the pages that a batch with counts of these names needs, those after resets included."""
    if not trail.paged:
        return []
    absent = {name for name in names if name not in trail.boots}
    found = {name for name in absent if name in trail.paged or name.startswith(BY_CONTENT)}
    found |= {paged for paged in trail.paged if paged.rpartition("~")[0] in absent | trail.boots.keys()}
    return sorted(found - trail.boots.keys())


def spilled(trail: Trail) -> dict[str, Boot]:
    """Take out of a trail, in place, the boots that are to be kept in pages; none while it is small."""
    size = sum(len(boot.seen) + len(boot.refused) for boot in trail.boots.values())
    if size <= MOST_INTERVALS:
        return {}
    pages: dict[str, Boot] = {}
    for name in sorted(trail.boots, key=lambda name: (trail.boots[name].newest, name))[:-1]:
        pages[name] = trail.boots.pop(name)
        trail.paged[_listed(name)] = max(pages[name].newest, trail.paged.get(_listed(name), 0))
        size -= len(pages[name].seen) + len(pages[name].refused)
        if size <= MOST_INTERVALS // 2:
            break
    newest = max(boot.newest for boot in trail.boots.values())
    oldest = newest - int(OLDEST.total_seconds() * 1000) - WORST_SKEW_MS
    trail.paged = {name: at for name, at in trail.paged.items() if at >= oldest}
    return pages


def gaps_in(boots: Iterable[tuple[str, Boot]]) -> Iterator[Gap]:
    """Give what is missing between the first and the last number of each boot; refused readings arrived."""
    for name, boot in boots:
        if not name.startswith(BY_CONTENT):
            yield from (Gap(name, first, last) for first, last in missing(boot.seen, boot.refused))


def _listed(name: str) -> str:
    """Name a page in the list of those there are: digests, of which there are many, under one name."""
    return BY_CONTENT if name.startswith(BY_CONTENT) else name
