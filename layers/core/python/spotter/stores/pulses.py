"""Pulses: what is known of each route of the heartbeat, and its norms."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import msgspec

from spotter.contracts.heartbeat import HeartbeatNorms, Pulse
from spotter.contracts.names import SiteName, Tenant
from spotter.ports.records import Key, Records
from spotter.stores.documents import Documents, Stored


class Pulses:
    """One record a route, apart from the alarms: who watches must not fail with what is watched."""

    def __init__(self, records: Records) -> None:
        self._pulses = Documents(records, Pulse)

    def find(self, tenant: Tenant, site: SiteName) -> Stored[Pulse] | None:
        """Read what is known of a route; None before the first look."""
        return self._pulses.get(Key(f"{tenant}#pulses", site))

    def put(self, pulse: Pulse, *, expected: int | None) -> None:
        """Write what is known of a route, or raise Conflict."""
        self._pulses.put(Key(f"{pulse.tenant}#pulses", pulse.site), pulse, expected=expected)


@cache
def heartbeat_norms() -> HeartbeatNorms:
    """Read how often the heart beats; once a process."""
    content = (Path(__file__).parent / "watch" / "heartbeat.json").read_bytes()
    return msgspec.json.decode(content, type=HeartbeatNorms)
