"""One step of an alarm: the next alarm and the line of the ledger that says why.

Whatever moves an alarm goes through here, so that three things cannot be forgotten: silences whose time is up
end, an alarm that nobody has answered keeps a time at which it alarms again, and the line is chained.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import NamedTuple

import msgspec

from spotter.contracts.alarms import Alarm
from spotter.contracts.ledger import Acknowledge, Act, By, Channel, Paged, Realarm, Transition
from spotter.domain.alarms.chain import digest_of

RULES = By("rules", Channel.RULES)
MODEL = By("model", Channel.MODEL)
PAGER = By("pager", Channel.PAGER)
TIMER = By("timer", Channel.TIMER)


class Move(NamedTuple):
    """The alarm as it is to be stored next, and the line of the ledger that says why."""

    alarm: Alarm
    transition: Transition


class Doing(NamedTuple):
    """What is done, by whom, when, and how the ledger calls it."""

    act: Act
    by: By
    at: datetime
    words: str


def as_of(alarm: Alarm, now: datetime) -> Alarm:
    """Give an alarm as it stands at a moment: without the silences and the proposal whose time is up."""
    proposal = alarm.proposal
    if proposal is not None and proposal.expires_at <= now:
        alarm = msgspec.structs.replace(alarm, proposal=None)
    if all(silence.until > now for silence in alarm.silences.values()):
        return alarm
    kept = {kind: silence for kind, silence in alarm.silences.items() if silence.until > now}
    return msgspec.structs.replace(alarm, silences=kept)


def moved(before: Alarm, doing: Doing, **changes: object) -> Move:
    """Change an alarm and write the line."""
    return lined(before, msgspec.structs.replace(as_of(before, doing.at), **changes), doing)


def lined(before: Alarm | None, after: Alarm, doing: Doing) -> Move:
    """Write the line that leads from an alarm, or from none, to the next."""
    version = before.version + 1 if before else 1
    if before and before.silences and not after.silences and after.is_unanswered:
        after = msgspec.structs.replace(after, paged=(), paged_at=None)
    anew = before is not None and (isinstance(doing.act, Realarm) or bool(before.paged and not after.paged))
    after = msgspec.structs.replace(
        after, version=version, realarm_at=_due(before, after, doing), summons=after.summons + anew
    )
    line = Transition(
        alarm=after.id,
        occurrence=after.occurrence,
        version=version,
        at=doing.at,
        before=before.state if before else None,
        after=after.state,
        actor=doing.by.actor,
        channel=doing.by.channel,
        identity=doing.by.identity,
        action=doing.words,
        act=doing.act,
        reason=doing.act.reason if isinstance(doing.act, Acknowledge) else None,
        note=getattr(doing.act, "note", None),
        handling=after.handling if before is None or before.handling != after.handling else None,
        previous=before.chain if before else "",
    )
    digest = digest_of(line)
    return Move(msgspec.structs.replace(after, chain=digest), msgspec.structs.replace(line, digest=digest))


def _due(before: Alarm | None, after: Alarm, doing: Doing) -> datetime | None:
    """Say when an alarm must alarm again; never, if people have answered it or can no longer act on it."""
    interval_s = after.handling.realarm_s
    if not after.is_unanswered or after.is_retrospective or interval_s is None:
        return None
    if after.silences:
        return max(silence.until for silence in after.silences.values())
    counted_anew = (
        before is None
        or before.realarm_at is None
        or before.occurrence != after.occurrence
        or before.silences != after.silences
        or isinstance(doing.act, Realarm)
        or (isinstance(doing.act, Paged) and before.paged_at is None)
    )
    if before is None or counted_anew:
        return doing.at + timedelta(seconds=interval_s)
    return before.realarm_at
