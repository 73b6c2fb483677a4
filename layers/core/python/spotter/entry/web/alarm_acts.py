"""What people do with alarms over HTTP. Who acts stands in the token, never in the body."""

from __future__ import annotations

from datetime import timedelta

from fastapi import APIRouter

from spotter.contracts.alarms import Alarm
from spotter.contracts.handling import SilenceKind
from spotter.contracts.http.alarms import (
    AcknowledgeBody,
    AlarmAnswer,
    CommentBody,
    NoteBody,
    ResumeBody,
    ShelveBody,
    SilenceBody,
)
from spotter.contracts.ledger import (
    Acknowledge,
    Approve,
    By,
    Channel,
    Clear,
    Comment,
    Confirm,
    PersonsAct,
    Resume,
    Silencing,
)
from spotter.contracts.names import SiteName
from spotter.entry.operators import Operator
from spotter.entry.web.auth import AnOperator, ASupervisor
from spotter.entry.web.names import AlarmPath, SitePath
from spotter.entry.web.parts import ConsoleParts, ForConsole
from spotter.services.act_on_alarm import act_on_alarm
from spotter.services.decide_alarm import AlarmAt
from spotter.services.follow_up import follow_up

router = APIRouter(prefix="/v1/sites/{site}/alarms/{alarm}", tags=["alarms"])


@router.post("/acknowledge", response_model=AlarmAnswer)
async def acknowledge_alarm(
    site: SitePath, alarm: AlarmPath, body: AcknowledgeBody, parts: ForConsole, who: ASupervisor
) -> Alarm:
    """Answer for an alarm and say what it was; an alarm that is acknowledged already stays as it is."""
    return _done(parts, who, site, alarm, Acknowledge(body.reason, body.note))


@router.post("/confirm", response_model=AlarmAnswer)
async def confirm_alarm(
    site: SitePath, alarm: AlarmPath, body: NoteBody, parts: ForConsole, who: ASupervisor
) -> Alarm:
    """Say that what was done about an acknowledged alarm was seen to be enough."""
    return _done(parts, who, site, alarm, Confirm(body.note))


@router.post("/clear", response_model=AlarmAnswer)
async def clear_alarm(
    site: SitePath, alarm: AlarmPath, body: NoteBody, parts: ForConsole, who: ASupervisor
) -> Alarm:
    """Clear an alarm, or reset a latched one whose condition is normal; grave ones need an answer first."""
    return _done(parts, who, site, alarm, Clear(body.note))


@router.post("/comment", response_model=AlarmAnswer)
async def comment_alarm(
    site: SitePath, alarm: AlarmPath, body: CommentBody, parts: ForConsole, who: ASupervisor
) -> Alarm:
    """Note something in the alarm's ledger."""
    return _done(parts, who, site, alarm, Comment(body.note))


@router.post("/shelve", response_model=AlarmAnswer)
async def shelve_alarm(
    site: SitePath, alarm: AlarmPath, body: ShelveBody, parts: ForConsole, who: ASupervisor
) -> Alarm:
    """Keep an alarm quiet for a while; for life safety this is a proposal that a second one approves."""
    return _silenced(parts, who, site, alarm, SilenceKind.SHELVED, body, one_shot=body.one_shot)


@router.post("/suppress", response_model=AlarmAnswer)
async def suppress_alarm(
    site: SitePath, alarm: AlarmPath, body: SilenceBody, parts: ForConsole, who: AnOperator
) -> Alarm:
    """Suppress an alarm by design while planned work lasts; for life safety a second one approves."""
    return _silenced(parts, who, site, alarm, SilenceKind.SUPPRESSED, body)


@router.post("/out-of-service", response_model=AlarmAnswer)
async def take_alarm_out_of_service(
    site: SitePath, alarm: AlarmPath, body: SilenceBody, parts: ForConsole, who: AnOperator
) -> Alarm:
    """Take an alarm out of service for a while, for repair; for life safety a second person approves."""
    return _silenced(parts, who, site, alarm, SilenceKind.OUT_OF_SERVICE, body)


@router.post("/approve", response_model=AlarmAnswer)
async def approve_silence(
    site: SitePath, alarm: AlarmPath, body: NoteBody, parts: ForConsole, who: ASupervisor
) -> Alarm:
    """Approve, as a second person, that an alarm is to be quiet."""
    return _done(parts, who, site, alarm, Approve(body.note))


@router.post("/resume", response_model=AlarmAnswer)
async def resume_alarm(
    site: SitePath, alarm: AlarmPath, body: ResumeBody, parts: ForConsole, who: ASupervisor
) -> Alarm:
    """End a silence before its time, or withdraw its proposal: one person is enough for that."""
    return _done(parts, who, site, alarm, Resume(body.kind, body.note))


def _silenced(
    parts: ConsoleParts,
    who: Operator,
    site: SiteName,
    alarm: str,
    kind: SilenceKind,
    body: SilenceBody,
    *,
    one_shot: bool = False,
) -> Alarm:
    until = parts.clock() + timedelta(seconds=body.seconds)
    return _done(parts, who, site, alarm, Silencing(kind, until, one_shot, body.note))


def _done(parts: ConsoleParts, who: Operator, site: SiteName, alarm: str, act: PersonsAct) -> Alarm:
    by = By(who.name, Channel.HTTP, who.subject)
    after = act_on_alarm(parts.ledger, parts.clock, AlarmAt(who.tenant, site, alarm), act, by=by)
    follow_up(parts.paging.runs, after, act, now=parts.clock())
    return after
