"""What a gateway reports of itself, as readings of its own: gaps that its spool left, and how it is."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from spotter.contracts.gateways import Behind, Manifest
from spotter.contracts.names import DeviceName, ProfileName, SiteName, slug, tenant_and_device
from spotter.contracts.profiles import Channel, ChannelType, Profile
from spotter.edge.gateway.gaps import Gap
from spotter.edge.gateway.items import Heard, Lane
from spotter.edge.gateway.spool import Depth
from spotter.stores.rulebook import rule_pack

GATEWAY_CHANNELS = {
    "gap_device": Channel(ChannelType.STRING),
    "gap_boot": Channel(ChannelType.STRING),
    "gap_first": Channel(ChannelType.INTEGER, minimum=0),
    "gap_last": Channel(ChannelType.INTEGER, minimum=0),
    "gap_count": Channel(ChannelType.INTEGER, minimum=1),
    "gap_lane": Channel(ChannelType.STRING),
    "spool_events": Channel(ChannelType.INTEGER, minimum=0),
    "spool_bulk": Channel(ChannelType.INTEGER, minimum=0),
    "spool_bytes": Channel(ChannelType.INTEGER, minimum=0, unit="B"),
    "connections": Channel(ChannelType.INTEGER, minimum=0),
}
"""The profile of a gateway's own readings."""


def own_manifest(thing: str, site: str) -> Manifest:
    """Say what a gateway knows before anybody told it: itself, at a site, the instrument defaults."""
    tenant, name = tenant_and_device(thing)
    profile = Profile(tenant, ProfileName("gateway"), 1, GATEWAY_CHANNELS)
    behind = Behind(name, profile.name, profile.version)
    return Manifest(tenant, SiteName(slug(site, field="site")), name, (behind,), (profile,), rule_pack())


def gap_report(gateway: DeviceName, now: datetime) -> Callable[[Gap], Heard]:
    """Say which readings of which device will never come: the spool was full. Takes the event lane."""

    def report(gap: Gap) -> Heard:
        values: dict[str, object] = {
            "gap_device": gap.device,
            "gap_boot": gap.boot,
            "gap_first": gap.first,
            "gap_last": gap.last,
            "gap_count": gap.count,
            "gap_lane": gap.lane.name.lower(),
        }
        return Heard(gateway, now, values, lane=Lane.EVENT)

    return report


def health_report(gateway: DeviceName, now: datetime, depth: Depth, connections: int) -> Heard:
    """Say how much waits. A gateway that is silent is a gateway of which nothing is known."""
    values: dict[str, object] = {
        "spool_events": depth.events,
        "spool_bulk": depth.bulk,
        "spool_bytes": depth.bytes,
        "connections": connections,
    }
    return Heard(gateway, now, values)
