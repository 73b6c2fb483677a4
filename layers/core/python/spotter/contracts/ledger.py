"""The ledger: one line for everything that happened to an alarm, chained so that nothing can be taken out."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

import msgspec

from spotter.contracts.alarms import AlarmState, ConditionActive, ConditionNormal, ReasonCode
from spotter.contracts.handling import Handling, SilenceKind
from spotter.contracts.names import SiteName, Tenant


class Channel(StrEnum):
    """The way by which an act came."""

    RULES = "rules"
    MODEL = "model"
    PAGER = "pager"
    TIMER = "timer"
    HTTP = "http"
    SMS = "sms"
    LINK = "link"


class By(msgspec.Struct, frozen=True):
    """Who acts, and how. `actor` is a name for people; `identity` is the same person for ever."""

    actor: str
    channel: Channel
    identity: str = ""


class Acknowledge(msgspec.Struct, frozen=True, tag="acknowledge"):
    """Somebody answers for an alarm and says what it was."""

    reason: ReasonCode
    note: str | None = None


class Confirm(msgspec.Struct, frozen=True, tag="confirm"):
    """Somebody has seen that what was done about an acknowledged alarm was enough."""

    note: str | None = None


class Clear(msgspec.Struct, frozen=True, tag="clear"):
    """Somebody clears an alarm, or resets one that latches."""

    note: str | None = None


class Comment(msgspec.Struct, frozen=True, tag="comment"):
    """Somebody notes something."""

    note: str


class Silencing(msgspec.Struct, frozen=True, tag="silence"):
    """Somebody wants an alarm to be quiet until a time."""

    kind: SilenceKind
    until: datetime
    one_shot: bool = False
    note: str | None = None


class Approve(msgspec.Struct, frozen=True, tag="approve"):
    """A second person agrees with a silence that a first has proposed."""

    note: str | None = None


class Resume(msgspec.Struct, frozen=True, tag="resume"):
    """Somebody ends a silence, or withdraws its proposal."""

    kind: SilenceKind
    note: str | None = None


class Paged(msgspec.Struct, frozen=True, tag="paged"):
    """Phones were reached."""

    phones: tuple[str, ...]


class Realarm(msgspec.Struct, frozen=True, tag="realarm"):
    """The time is up: nobody has answered, or what kept the alarm quiet has ended."""


PersonsAct = Acknowledge | Confirm | Clear | Comment | Silencing | Approve | Resume
"""What a person does with an alarm."""

Act = ConditionActive | ConditionNormal | PersonsAct | Paged | Realarm
"""What moves an alarm. The alarm is what all its acts, one after the other, make of nothing."""


class Transition(msgspec.Struct, frozen=True):
    """One line of the ledger: who moved which alarm from where to where, when, how and why.

    `act` is what was done, in full, so that the alarm can be made again from its lines. `handling` stands on
    lines that bring a new one. `digest` is that of this line without it, `previous` that of the line before.
    """

    alarm: str
    occurrence: int
    version: int
    at: datetime
    before: AlarmState | None
    after: AlarmState
    actor: str
    channel: Channel
    identity: str
    action: str
    act: Act
    reason: ReasonCode | None = None
    note: str | None = None
    handling: Handling | None = None
    previous: str = ""
    digest: str = ""


class Head(msgspec.Struct, frozen=True):
    """The latest line of an alarm's ledger at some moment."""

    version: int
    digest: str


class Anchor(msgspec.Struct, frozen=True):
    """Proves that no whole alarm was taken out: the heads that moved since the anchor before, chained."""

    tenant: Tenant
    site: SiteName
    number: int
    at: datetime
    heads: dict[str, Head]
    previous: str = ""
    digest: str = ""
