"""Alarms in the terms of OPC UA Part 9 and ISA-18.2, and the signals that move them."""

from __future__ import annotations

from datetime import datetime, timedelta
from enum import StrEnum
from typing import Literal

import msgspec

from spotter.contracts.handling import Handling, SilenceKind
from spotter.contracts.names import RuleName, SiteName, Subject, Tenant
from spotter.contracts.readings import Trust


class AlarmClass(StrEnum):
    """How much is at stake, the gravest first. Rules raise the first three; a model's alarms are advisory."""

    LIFE_SAFETY = "life-safety"
    HIGH = "high"
    LOW = "low"
    ADVISORY = "advisory"


class Origin(StrEnum):
    """Who watches the condition. What a model says never touches an alarm of the rules."""

    RULES = "rules"
    MODEL = "model"


class AlarmState(StrEnum):
    """The states of ISA-18.2, as the sub-states of an alarm add up to them."""

    CLEARED = "cleared"
    ACTIVE = "active"
    ACKNOWLEDGED = "acknowledged"
    RETURNED = "returned"
    LATCHED = "latched"
    LATCHED_ACKNOWLEDGED = "latched_acknowledged"
    SHELVED = "shelved"
    SUPPRESSED = "suppressed"
    OUT_OF_SERVICE = "out_of_service"

    @property
    def letter(self) -> str:
        """The letter of the state in ISA-18.2, from A (normal) to I (out of service)."""
        return "ABCDEFGHI"[list(AlarmState).index(self)]


class ReasonCode(StrEnum):
    """What the person who acted says the alarm was. It is the training label."""

    TRUE_ALARM = "true_alarm"
    FALSE_ALARM = "false_alarm"
    SENSOR_FAULT = "sensor_fault"
    MAINTENANCE = "maintenance"
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
    (event time). Seen more than `act_by_s` seconds after `last_at`, nobody can act on it any more. A rule
    whose alarm must be reset by hand, whatever its class, says that it `latches`.
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
    origin: Origin = Origin.RULES
    latches: bool = False


class ConditionNormal(msgspec.Struct, frozen=True, tag="normal"):
    """A condition no longer holds, as seen at event time `at`."""

    tenant: Tenant
    site: SiteName
    rule: RuleName
    subject: Subject
    at: datetime
    origin: Origin = Origin.RULES


Signal = ConditionActive | ConditionNormal


class Silence(msgspec.Struct, frozen=True):
    """Why and until when an alarm stays quiet; a one-shot one ends with the condition, if that is earlier."""

    by: str
    since: datetime
    until: datetime
    one_shot: bool = False
    note: str | None = None
    approved_by: str | None = None


class Proposal(msgspec.Struct, frozen=True):
    """A silence that one person wants and a second has to approve before `expires_at`."""

    kind: SilenceKind
    silence: Silence
    identity: str
    expires_at: datetime


class Alarm(msgspec.Struct, frozen=True):
    """The alarm of one condition: a rule on a subject at a site. Its sub-states are independent.

    `occurrence` counts how often the condition has been raised; `paged` are the phone numbers that this
    occurrence has reached. Danger up to `settled_at` belongs to the occurrences before. `version` is what the
    next write expects to find; `chain` is the digest of the latest line of its ledger.

    `handling` is what the class was owed when this occurrence was raised. `is_retrospective`: all danger of
    this occurrence was learned of too late to act on, so nobody is paged. `delay_s` is how old the latest
    danger was when it was learned of. `realarm_at` is when an alarm that nobody answers alarms again.
    `summons` counts how often people have been called anew.
    """

    tenant: Tenant
    site: SiteName
    rule: RuleName
    title: str
    subject: Subject
    alarm_class: AlarmClass
    direction: Literal["rising", "falling"]
    origin: Origin
    handling: Handling
    occurrence: int
    version: int
    active: bool
    latches: bool
    is_retrospective: bool
    delay_s: float
    cause: Evidence
    worst: Evidence
    raised_at: datetime
    recorded_at: datetime
    last_active_at: datetime
    last_normal_at: datetime | None = None
    settled_at: datetime | None = None
    paged: tuple[str, ...] = ()
    paged_at: datetime | None = None
    acknowledged_by: str | None = None
    acknowledged_at: datetime | None = None
    reason: ReasonCode | None = None
    note: str | None = None
    confirmed_by: str | None = None
    confirmed_at: datetime | None = None
    cleared_at: datetime | None = None
    silences: dict[SilenceKind, Silence] = {}
    proposal: Proposal | None = None
    realarm_at: datetime | None = None
    realarms: int = 0
    summons: int = 0
    chain: str = ""

    @property
    def id(self) -> str:
        """The name of this alarm within its site, fit for a URL."""
        return alarm_id(self.rule, self.subject)

    @property
    def is_open(self) -> bool:
        """Whether this occurrence still waits for its condition or for people."""
        return self.cleared_at is None

    @property
    def is_unanswered(self) -> bool:
        """Whether it is open and nobody has acknowledged it."""
        return self.is_open and self.acknowledged_at is None

    @property
    def is_delayed(self) -> bool:
        """Whether its danger was learned of so late that people must be told how late."""
        return self.delay_s >= self.handling.delayed_after_s

    @property
    def delay(self) -> timedelta:
        """How old the latest danger was when it was learned of."""
        return timedelta(seconds=self.delay_s)

    @property
    def state(self) -> AlarmState:
        """The state of ISA-18.2 that the sub-states add up to; what keeps it quiet comes first."""
        for kind in (SilenceKind.OUT_OF_SERVICE, SilenceKind.SUPPRESSED, SilenceKind.SHELVED):
            if kind in self.silences:
                return AlarmState(kind.value)
        return self.state_beneath

    @property
    def state_beneath(self) -> AlarmState:
        """The state that it would show if nothing kept it quiet."""
        if not self.is_open:
            return AlarmState.CLEARED
        if self.acknowledged_at is None:
            waiting = AlarmState.LATCHED if self.latches else AlarmState.RETURNED
            return AlarmState.ACTIVE if self.active else waiting
        return AlarmState.ACKNOWLEDGED if self.active else AlarmState.LATCHED_ACKNOWLEDGED

    @property
    def letter(self) -> str:
        """The letter of the state in ISA-18.2."""
        return self.state.letter


def alarm_id(rule: RuleName, subject: Subject) -> str:
    """Name the alarm of a rule on a subject.

    >>> alarm_id(RuleName("ch4-high"), Subject("longwall-1"))
    'ch4-high.longwall-1'
    """
    return f"{rule}.{subject}"
