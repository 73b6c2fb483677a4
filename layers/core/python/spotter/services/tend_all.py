"""Tend the catalogue of every tenant, and keep each index for processes to come."""

from __future__ import annotations

from datetime import datetime
from typing import NamedTuple

from spotter.errors import SpotterError
from spotter.ports.clock import Clock
from spotter.services.search_catalogue import SearchCatalogue
from spotter.services.tend_catalogue import TendCatalogue
from spotter.stores.registry import Registry


class Rounded(NamedTuple):
    """What was looked at, what was done about it, and how many tenants could not be tended."""

    things: int
    files: int
    size: int
    repaired: int
    lost: int
    copied: int
    retired: int
    tenants_failed: int


class TendAll:
    """The use case with what it works on."""

    def __init__(
        self, *, registry: Registry, tend: TendCatalogue, search: SearchCatalogue, clock: Clock
    ) -> None:
        self._registry = registry
        self._tend = tend
        self._search = search
        self._clock = clock

    def __call__(self, until: datetime) -> Rounded:
        """Go round, each tenant with its share of the time; one that fails keeps no other from it."""
        tended, failed = [], 0
        tenants = list(self._registry.tenants())
        for waiting, tenant in zip(range(len(tenants), 0, -1), tenants, strict=True):
            now = self._clock()
            try:
                tended.append(self._tend(tenant, until=now + (until - now) / waiting))
                self._search.keep(tenant)
            except SpotterError:
                failed += 1
        did = [planned.does for each in tended for planned in each.done]
        return Rounded(
            things=sum(each.things for each in tended),
            files=sum(each.files for each in tended),
            size=sum(each.size for each in tended),
            repaired=did.count("repair"),
            lost=did.count("lost"),
            copied=did.count("copy"),
            retired=did.count("retire"),
            tenants_failed=failed,
        )
