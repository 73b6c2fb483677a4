"""Incident reports: what happened, where, when, to whom, how bad it was, and who told it when."""

from __future__ import annotations

from datetime import datetime, timedelta
from enum import StrEnum

import msgspec

from spotter.contracts.names import DeviceName, LabelName, SiteName, Tenant, WorkerName, ZoneName


class Severity(StrEnum):
    """How bad it was, as safety statistics count it, from nothing but luck to death."""

    NEAR_MISS = "near_miss"
    FIRST_AID = "first_aid"
    MEDICAL = "medical"
    LOST_TIME = "lost_time"
    FATAL = "fatal"

    @property
    def rank(self) -> int:
        """Its place among all, from 0."""
        return list(Severity).index(self)


class Incident(msgspec.Struct, frozen=True, omit_defaults=True):
    """One report. `what` is of the kind of a label: fall, gas, struck-by; `start` is before `end`.

    Whom it struck is known by the device that he wore, or by his name. Nobody looks at a clock when something
    happens: `give_or_take_s` says how far off `start` and `end` may be. `told` is what people wrote.
    """

    tenant: Tenant
    site: SiteName
    id: str
    what: LabelName
    start: datetime
    end: datetime
    severity: Severity
    by: str
    reported_at: datetime
    device: DeviceName | None = None
    worker: WorkerName | None = None
    zone: ZoneName | None = None
    give_or_take_s: float = 0.0
    told: str = ""

    @property
    def give_or_take(self) -> timedelta:
        """How far off its times may be."""
        return timedelta(seconds=self.give_or_take_s)
