"""Alarms over HTTP."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

from pydantic import Field

from spotter.contracts.alarms import AlarmClass, AlarmState, ReasonCode
from spotter.contracts.http.models import Answer, Body

Note = Annotated[str, Field(max_length=1000)]


class EvidenceAnswer(Answer):
    """What a channel said against which limit."""

    reading: str
    channel: str
    value: float
    limit: float
    unit: str
    at: datetime


class AlarmAnswer(Answer):
    """The alarm of one condition: a rule on a subject."""

    id: str = Field(examples=["ch4-high.longwall-1"])
    site: str
    rule: str
    title: str
    subject: str
    alarm_class: AlarmClass
    state: AlarmState
    occurrence: int
    cause: EvidenceAnswer
    worst: EvidenceAnswer
    raised_at: datetime
    last_active_at: datetime
    last_normal_at: datetime | None
    paged: tuple[str, ...]
    paged_at: datetime | None
    acknowledged_by: str | None
    acknowledged_at: datetime | None
    reason: ReasonCode | None
    note: str | None
    cleared_at: datetime | None


class AlarmsAnswer(Answer):
    """Alarms of a site, what matters most first."""

    alarms: tuple[AlarmAnswer, ...]


class TransitionAnswer(Answer):
    """One line of the ledger: who moved the alarm from where to where, when and why."""

    occurrence: int
    at: datetime
    before: AlarmState | None
    after: AlarmState
    actor: str
    action: str
    reason: ReasonCode | None
    note: str | None


class AlarmHistoryAnswer(Answer):
    """An alarm and everything that happened to it, oldest first."""

    alarm: AlarmAnswer
    transitions: tuple[TransitionAnswer, ...]


class AcknowledgeBody(Body):
    """What the alarm was, in the eyes of the one who acts. The reason becomes the training label."""

    reason: ReasonCode = Field(examples=["true_alarm"])
    note: Note | None = Field(default=None, examples=["fan restarted, area evacuated"])


class ClearBody(Body):
    """Why the alarm is cleared."""

    note: Note | None = None
