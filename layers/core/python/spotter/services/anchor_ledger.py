"""Anchor the ledger of a site: write down how far each of its alarms has come, so that none can vanish."""

from __future__ import annotations

import msgspec

from spotter.contracts.ledger import Anchor, Head
from spotter.contracts.names import SiteName, Tenant
from spotter.domain.alarms.chain import anchored, digest_of
from spotter.ports.clock import Clock
from spotter.stores.alarms import AlarmLedger
from spotter.stores.registry import Registry

MOST_HEADS = 1000
"""Alarms that one anchor names, so that it fits a record; more make more anchors."""


def anchor_ledger(
    ledger: AlarmLedger, registry: Registry, clock: Clock, tenant: Tenant, site: SiteName
) -> tuple[Anchor, ...]:
    """Anchor what has moved since the last anchor and give the new anchors; none when nothing has.

    Raises:
        NotFound: there is no such site.
        Conflict: somebody else anchored in the same moment, which is as good.
    """
    registry.site(tenant, site)
    before = tuple(ledger.anchors(tenant, site))
    heads = {alarm.id: Head(alarm.version, alarm.chain) for alarm in ledger.of_site(tenant, site)}
    moved = list(anchored(heads, before).items())
    made: list[Anchor] = []
    previous = before[-1].digest if before else ""
    for first in range(0, len(moved), MOST_HEADS):
        some = dict(moved[first : first + MOST_HEADS])
        number = len(before) + len(made) + 1
        bare = Anchor(tenant, site, number, clock(), some, previous)
        anchor = msgspec.structs.replace(bare, digest=digest_of(bare))
        ledger.add_anchor(anchor)
        made.append(anchor)
        previous = anchor.digest
    return tuple(made)
