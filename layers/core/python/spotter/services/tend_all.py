"""Tend the catalogue of every tenant: note what it missed, prove its files, and keep its index."""

from __future__ import annotations

from datetime import datetime
from typing import NamedTuple

from spotter.errors import SpotterError
from spotter.ports.clock import Clock
from spotter.services.erase_parts import EraseParts
from spotter.services.search_catalogue import SearchCatalogue
from spotter.services.sweep_things import SweepThings
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
    noted: int
    erased: int
    tenants_failed: int


class TendAll:
    """The use case with what it works on."""

    def __init__(
        self,
        *,
        registry: Registry,
        sweep: SweepThings,
        tend: TendCatalogue,
        search: SearchCatalogue,
        erase: EraseParts,
        clock: Clock,
    ) -> None:
        self._registry = registry
        self._sweep = sweep
        self._tend = tend
        self._search = search
        self._erase = erase
        self._clock = clock

    def __call__(self, until: datetime) -> Rounded:
        """Go round, each tenant with its share of the time; one that fails keeps no other from it."""
        tended, failed, noted, erased = [], 0, 0, 0
        tenants = list(self._registry.tenants())
        for waiting, tenant in zip(range(len(tenants), 0, -1), tenants, strict=True):
            now = self._clock()
            try:
                share = (until - now) / waiting
                noted += len(self._sweep(tenant, until=now + share / 2).noted)
                tended.append(self._tend(tenant, until=now + share))
                self._search.keep(tenant)
                gone = self._erase(tenant, until=now + share)
                erased += sum(each.parts for each in gone if each.does == "erase")
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
            noted=noted,
            erased=erased,
            tenants_failed=failed,
        )
