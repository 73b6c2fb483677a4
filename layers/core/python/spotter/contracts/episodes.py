"""Settled days: which episodes of danger a day of a site shows, once its readings are all there."""

from __future__ import annotations

import msgspec

from spotter.contracts.names import SiteName, Tenant


class SettledDay(msgspec.Struct, frozen=True):
    """Where the ledger of a day's episodes is, and what it was made of: a state of the archive, and rules."""

    tenant: Tenant
    site: SiteName
    day: str
    readings: str
    rules: str
    key: str
    episodes: int
