"""From what registration answers to an identity that can be kept."""

from __future__ import annotations

from spotter.cli.client import Json
from spotter.edge.identity import DeviceIdentity


def identity_of(answer: Json) -> DeviceIdentity:
    """Read a device's identity from what registration answered."""
    return DeviceIdentity(
        device=answer["device"],
        client_id=answer["client_id"],
        certificate_pem=answer["certificate_pem"],
        private_key=answer["private_key"],
        token=answer["token"],
        endpoint=answer["endpoint"],
        port=answer["port"],
        readings_topic=answer["topics"]["readings"],
        events_topic=answer["topics"]["events"],
    )
