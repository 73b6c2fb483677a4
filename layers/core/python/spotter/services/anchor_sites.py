"""Anchor every site: once a day, so that at most a day of a ledger could vanish without being missed."""

from __future__ import annotations

from typing import NamedTuple

from spotter.contracts.ledger import Anchor
from spotter.contracts.names import SiteName, Tenant
from spotter.errors import Conflict, SpotterError
from spotter.ports.clock import Clock
from spotter.services.anchor_ledger import anchor_ledger
from spotter.stores.alarms import AlarmLedger
from spotter.stores.registry import Registry


class Anchored(NamedTuple):
    """How many sites were looked at, how many anchors made, and where it failed: `tenant/site`."""

    sites: int
    made: tuple[Anchor, ...]
    failed: tuple[str, ...]


class AnchorSites:
    """The use case with what it works on."""

    def __init__(self, *, ledger: AlarmLedger, registry: Registry, clock: Clock) -> None:
        self._ledger = ledger
        self._registry = registry
        self._clock = clock

    def __call__(self) -> Anchored:
        """Anchor what moved since the last time, site by site; one that fails keeps no other from it."""
        made: list[Anchor] = []
        failed: list[str] = []
        sites = [
            (tenant, each.name)
            for tenant in self._registry.tenants()
            for each in self._registry.sites(tenant)
        ]
        for tenant, site in sites:
            try:
                made += self._anchored(tenant, site)
            except SpotterError:
                failed.append(f"{tenant}/{site}")
        return Anchored(len(sites), tuple(made), tuple(failed))

    def _anchored(self, tenant: Tenant, site: SiteName) -> tuple[Anchor, ...]:
        try:
            return anchor_ledger(self._ledger, self._registry, self._clock, tenant, site)
        except Conflict:  # somebody else anchored in the same moment
            return ()
