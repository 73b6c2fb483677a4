"""Alarms in the terms of ISA-18.2 and OPC UA Part 9, and the signals that move them."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import Literal

import msgspec

from spotter.contracts.names import RuleName, SiteName, Subject, Tenant
from spotter.contracts.readings import Trust


class AlarmClass(StrEnum):
    """How much is at stake. Life-safety and high alarms page; low ones are listed; a model's are advisory."""

    LIFE_SAFETY = "life-safety"
    HIGH = "high"
    LOW = "low"
    ADVISORY = "advisory"


class AlarmState(StrEnum):
    """ISA-18.2 states: B unacknowledged, C acknowledged, D returned to normal unacknowledged, A normal."""

    ACTIVE = "active"
    ACKNOWLEDGED = "acknowledged"
    RETURNED = "returned"
    CLEARED = "cleared"


class ReasonCode(StrEnum):
    """What the person who acted says the alarm was. It is the training label."""

    TRUE_ALARM = "true_alarm"
    FALSE_ALARM = "false_alarm"
    DRILL = "drill"
    TEST = "test"
    UNKNOWN = "unknown"


class Evidence(msgspec.Struct, frozen=True):
    """The reading that made a condition active: which channel said what against which limit."""

    reading: str
    channel: str
    value: float
    limit: float
    unit: str
    at: datetime
    trust: Trust = Trust.GOOD


class ConditionActive(msgspec.Struct, frozen=True, tag="active"):
    """A condition holds. Sent for every batch in which it was seen, with the worst evidence of that batch.

    `title` is the rule's name for people. `first_at` and `last_at` are when the batch shows it first and last
    (event time). Seen more than `act_by_s` seconds after `last_at`, nobody can act on it any more.
    """

    tenant: Tenant
    site: SiteName
    rule: RuleName
    title: str
    subject: Subject
    alarm_class: AlarmClass
    direction: Literal["rising", "falling"]
    first_at: datetime
    last_at: datetime
    evidence: Evidence
    act_by_s: float = 3600.0


class ConditionNormal(msgspec.Struct, frozen=True, tag="normal"):
    """A condition no longer holds, as seen at event time `at`."""

    tenant: Tenant
    site: SiteName
    rule: RuleName
    subject: Subject
    at: datetime


Signal = ConditionActive | ConditionNormal


class Alarm(msgspec.Struct, frozen=True):
    """The alarm of one condition: a rule on a subject at a site.

    `occurrence` counts how often the condition has been raised; `paged` are the phone numbers that this
    occurrence has reached. Danger up to `settled_at` belongs to the occurrences before. `version` is what the
    next write expects to find.
    """

    tenant: Tenant
    site: SiteName
    rule: RuleName
    title: str
    subject: Subject
    alarm_class: AlarmClass
    direction: Literal["rising", "falling"]
    state: AlarmState
    occurrence: int
    version: int
    cause: Evidence
    worst: Evidence
    raised_at: datetime
    recorded_at: datetime
    last_active_at: datetime
    last_normal_at: datetime | None = None
    paged: tuple[str, ...] = ()
    paged_at: datetime | None = None
    acknowledged_by: str | None = None
    acknowledged_at: datetime | None = None
    reason: ReasonCode | None = None
    note: str | None = None
    cleared_at: datetime | None = None
    settled_at: datetime | None = None

    @property
    def id(self) -> str:
        """The name of this alarm within its site, fit for a URL."""
        return alarm_id(self.rule, self.subject)


def alarm_id(rule: RuleName, subject: Subject) -> str:
    """Name the alarm of a rule on a subject.

    >>> alarm_id(RuleName("ch4-high"), Subject("longwall-1"))
    'ch4-high.longwall-1'
    """
    return f"{rule}.{subject}"


class Transition(msgspec.Struct, frozen=True):
    """One line of the ledger: who moved which alarm from where to where, when and why."""

    alarm: str
    occurrence: int
    version: int
    at: datetime
    before: AlarmState | None
    after: AlarmState
    actor: str
    action: str
    reason: ReasonCode | None = None
    note: str | None = None
