"""Account for a device: what it published and what became of it, which numbers are missing, its clock."""

from __future__ import annotations

from itertools import islice
from typing import NamedTuple

from spotter.contracts.names import DeviceName, Tenant
from spotter.contracts.trails import Counts, Gap, Trail
from spotter.domain.clocks import is_skewed, skew_ms
from spotter.domain.paging import gaps_in
from spotter.stores.registry import Registry
from spotter.stores.trails import Trails

MOST_GAPS = 1000
"""Gaps that one answer lists; `more` says that there are others."""


class Account(NamedTuple):
    """Readings by what became of them; `skew_ms` is how far the clock is behind, None while unknown."""

    device: DeviceName
    counts: Counts
    skew_ms: int | None
    skewed: bool


class Gaps(NamedTuple):
    """What is missing of a device, boot by boot: between the first and the last number that have arrived."""

    device: DeviceName
    missing: int
    gaps: tuple[Gap, ...]
    more: bool


def account_for_device(registry: Registry, trails: Trails, tenant: Tenant, name: DeviceName) -> Account:
    """Give the account of a device, or raise NotFound."""
    trail = _trail(registry, trails, tenant, name)
    boots = sorted(trail.boots.values(), key=lambda boot: boot.newest)
    delays = next((boot.delays for boot in reversed(boots) if boot.delays), [])
    return Account(name, trail.counts, skew_ms(delays), is_skewed(delays))


def gaps_of_device(registry: Registry, trails: Trails, tenant: Tenant, name: DeviceName) -> Gaps:
    """Give the gaps of a device, or raise NotFound; of boots older than a month nothing is said."""
    trail = _trail(registry, trails, tenant, name)
    boots = dict(trail.boots)
    if trail.paged:
        pages = trails.pages((tenant, name), trail.paged)
        boots |= {page: stored.document for page, stored in pages.items() if page not in boots}
    ordered = sorted(boots.items(), key=lambda each: (each[1].begins, each[0]))
    found = tuple(islice(gaps_in(ordered), MOST_GAPS + 1))
    return Gaps(name, sum(map(_missing, gaps_in(ordered))), found[:MOST_GAPS], len(found) > MOST_GAPS)


def _missing(gap: Gap) -> int:
    return gap.last - gap.first + 1


def _trail(registry: Registry, trails: Trails, tenant: Tenant, name: DeviceName) -> Trail:
    registry.device(tenant, name)
    stored = trails.get(tenant, name)
    return stored.document if stored else Trail()
