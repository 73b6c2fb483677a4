"""The alarm-load governor: how much one person is called, and what was grouped for them instead."""

from __future__ import annotations

from datetime import datetime

import msgspec

from spotter.contracts.alarms import AlarmClass
from spotter.contracts.names import RuleName, SiteName, Subject, Tenant
from spotter.contracts.pages import Callee


class GovernorNorms(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """How many notifications one person gets in `window_s` seconds: `most`, life safety not counted in.

    Of these `reserved` are kept for group notices, one of which tells what came up within `group_s`.
    A notice waits `grace_s` for those who began to group an alarm before its slot was over.
    """

    edition: str
    sources: dict[str, str]
    most: int
    window_s: int
    reserved: int
    group_s: int
    grace_s: int


class Load(msgspec.Struct, frozen=True):
    """What one person was called to lately: the callings, and when each was let through (epoch seconds)."""

    let_through: dict[str, float] = {}


class Grouped(msgspec.Struct, frozen=True):
    """One calling that was grouped rather than sent at once."""

    tenant: Tenant
    site: SiteName
    alarm: str
    occurrence: int
    alarm_class: AlarmClass
    rule: RuleName
    title: str
    subject: Subject
    at: datetime


class Group(msgspec.Struct, frozen=True):
    """What one person is told together: everything that was grouped within a slot of time, from `slot` on."""

    tenant: Tenant
    slot: int
    callee: Callee
    site: SiteName
    told_at: datetime | None = None
