"""The heartbeat of the way of alarms: what travels it, where it ends, and when a round was last whole."""

from __future__ import annotations

from datetime import datetime

import msgspec

from spotter.contracts.names import DeviceName, PersonName, SiteName, Tenant


class HeartbeatNorms(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """How often a synthetic alarm travels, and how late it may be. Times in seconds.

    `remind_s`: while the way stays broken somebody is called again after so long. Every `every_s` the device
    says one, and `low_s` later nought, so that the next one is news.
    """

    edition: str
    sources: dict[str, str]
    every_s: float
    grace_s: float
    low_s: float
    remind_s: float


class Route(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One way of alarms under test: from a synthetic device of a site to a contact that answers for it."""

    tenant: Tenant
    site: SiteName
    device: DeviceName
    receipt: PersonName
    set_at: datetime
    by: str


class Pulse(msgspec.Struct, frozen=True):
    """What is known of a route: since when its last whole round stands, and when somebody was called last."""

    tenant: Tenant
    site: SiteName
    passed_at: datetime
    called_at: datetime | None = None
