"""Alarms over HTTP."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any, Literal

from pydantic import Field

from spotter.contracts.alarms import AlarmClass, AlarmState, Origin, ReasonCode
from spotter.contracts.handling import SilenceKind
from spotter.contracts.http.models import Answer, Body, Moment
from spotter.contracts.ledger import Channel
from spotter.contracts.names import SUBJECT_PATTERN

Note = Annotated[str, Field(max_length=1000)]
Seconds = Annotated[float, Field(gt=0, le=31 * 86400, examples=[1800])]


class AlarmFilters(Body):
    """Which alarms to list; what is not given does not matter."""

    state: Literal["open", "all"] = Field(default="open", description="open: all but the cleared")
    shows: AlarmState | None = Field(default=None, description="The state that an alarm shows now.")
    alarm_class: AlarmClass | None = None
    subject: str | None = Field(default=None, pattern=SUBJECT_PATTERN)
    retrospective: bool | None = None
    since: Moment | None = Field(default=None, description="Dangerous at this time or later.")
    after: str | None = Field(default=None, max_length=200, description="`following` of the page before.")
    limit: int = Field(default=100, ge=1, le=500)


class EvidenceAnswer(Answer):
    """What a channel said against which limit."""

    reading: str
    channel: str
    value: float
    limit: float
    unit: str
    at: datetime


class SilenceAnswer(Answer):
    """Why and until when an alarm stays quiet, and who agreed."""

    by: str
    since: datetime
    until: datetime
    one_shot: bool
    note: str | None
    approved_by: str | None


class ProposalAnswer(Answer):
    """A silence that waits for a second person's approval."""

    kind: SilenceKind
    silence: SilenceAnswer
    expires_at: datetime


class AlarmAnswer(Answer):
    """The alarm of one condition: a rule on a subject. `letter` is its state's in ISA-18.2."""

    id: str = Field(examples=["ch4-high.longwall-1"])
    site: str
    rule: str
    title: str
    subject: str
    alarm_class: AlarmClass
    origin: Origin
    state: AlarmState
    letter: str = Field(examples=["B"])
    active: bool
    latches: bool
    is_retrospective: bool
    delay_s: float
    occurrence: int
    version: int
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
    confirmed_by: str | None
    confirmed_at: datetime | None
    cleared_at: datetime | None
    silences: dict[SilenceKind, SilenceAnswer]
    proposal: ProposalAnswer | None
    realarm_at: datetime | None
    realarms: int


class AlarmsAnswer(Answer):
    """Alarms of a site, what matters most first; `following` is where the next page begins."""

    alarms: tuple[AlarmAnswer, ...]
    following: str | None


class TransitionAnswer(Answer):
    """One line of the ledger: who moved the alarm from where to where, when, how and why."""

    occurrence: int
    version: int
    at: datetime
    before: AlarmState | None
    after: AlarmState
    actor: str
    channel: Channel
    action: str
    reason: ReasonCode | None
    note: str | None


class AlarmHistoryAnswer(Answer):
    """An alarm and everything that happened to it, oldest first."""

    alarm: AlarmAnswer
    transitions: tuple[TransitionAnswer, ...]


class LedgerAnswer(Answer):
    """An alarm and the lines of its ledger as they are stored, for whoever wants to check the chain.

    `following` is the version after which the next page begins.
    """

    alarm: dict[str, Any]
    lines: tuple[dict[str, Any], ...]
    following: int | None


class AnchorsAnswer(Answer):
    """Anchors of a site's ledger as they are stored, oldest first."""

    anchors: tuple[dict[str, Any], ...]


class AcknowledgeBody(Body):
    """What the alarm was, in the eyes of the one who acts. The reason becomes the training label."""

    reason: ReasonCode = Field(examples=["true_alarm"])
    note: Note | None = Field(default=None, examples=["fan restarted, area evacuated"])


class NoteBody(Body):
    """Why this is done."""

    note: Note | None = None


class CommentBody(Body):
    """What there is to note."""

    note: Note = Field(min_length=1)


class SilenceBody(Body):
    """For how long the alarm is to be quiet, and why."""

    seconds: Seconds
    note: Note = Field(min_length=1, examples=["calibrating the head"])


class ShelveBody(SilenceBody):
    """For how long the alarm is to be shelved, and why; `one_shot` ends it with the condition, if earlier."""

    one_shot: bool = False


class ResumeBody(Body):
    """Which silence is to end, and why."""

    kind: SilenceKind
    note: Note | None = None
