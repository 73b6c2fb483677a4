"""Keeping an alarm quiet: shelved, suppressed by design or out of service, always for a limited time.

A silence hides nothing: the alarm moves beneath it, its ledger goes on, and when the time is up an alarm that
nobody has answered pages. Classes that are highly managed take two different people.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from spotter.contracts.alarms import Alarm, Proposal, Silence
from spotter.contracts.handling import SilenceKind
from spotter.contracts.ledger import Approve, By, Resume, Silencing
from spotter.domain.alarms.moves import Doing, Move, as_of, moved
from spotter.errors import Forbidden, Invalid

_WORDS = {
    SilenceKind.SHELVED: "shelved",
    SilenceKind.SUPPRESSED: "suppressed by design",
    SilenceKind.OUT_OF_SERVICE: "taken out of service",
}


def on_silencing(alarm: Alarm, act: Silencing, *, by: By, now: datetime) -> Move:
    """Take in that a person wants an alarm to be quiet: at once, or as a proposal that a second approves.

    Raises:
        Invalid: the time is over or longer than the class allows, or another proposal waits.
    """
    _check_time(alarm, act, now)
    standing = as_of(alarm, now)
    silence = Silence(by.actor, since=now, until=act.until, one_shot=act.one_shot, note=act.note)
    if alarm.handling.approvers <= 1:
        return _silenced(alarm, act.kind, silence, Doing(act, by, now, _WORDS[act.kind]))
    if standing.proposal is not None and standing.proposal.identity != by.identity:
        sentence = f"{standing.proposal.silence.by} has proposed a silence already: approve or withdraw it"
        raise Invalid(sentence, alarm=alarm.id, kind=standing.proposal.kind)
    expires_at = now + timedelta(seconds=alarm.handling.approval_within_s)
    proposal = Proposal(act.kind, silence, by.identity, expires_at)
    doing = Doing(act, by, now, f"proposed to be {_WORDS[act.kind]}")
    return moved(alarm, doing, proposal=proposal)


def on_approve(alarm: Alarm, act: Approve, *, by: By, now: datetime) -> Move:
    """Take in that a second person agrees with a proposed silence, which begins now.

    Raises:
        Invalid: there is no proposal, or its time is up.
        Forbidden: it is the same person.
    """
    proposal = as_of(alarm, now).proposal
    if proposal is None or proposal.silence.until <= now:
        raise Invalid(f"nobody has proposed to silence alarm {alarm.id}, or it was too long ago")
    if proposal.identity == by.identity:
        raise Forbidden("a second person must approve what you have proposed", alarm=alarm.id)
    silence = Silence(
        proposal.silence.by,
        since=now,
        until=proposal.silence.until,
        one_shot=proposal.silence.one_shot,
        note=proposal.silence.note,
        approved_by=by.actor,
    )
    doing = Doing(act, by, now, f"{_WORDS[proposal.kind]}, as two people agreed")
    return _silenced(alarm, proposal.kind, silence, doing, proposal=None)


def on_resume(alarm: Alarm, act: Resume, *, by: By, now: datetime) -> Move | None:
    """Take in that a person ends a silence or withdraws its proposal; None when there is neither."""
    proposed = alarm.proposal is not None and alarm.proposal.kind is act.kind
    if act.kind not in alarm.silences and not proposed:
        return None
    left = {kind: each for kind, each in as_of(alarm, now).silences.items() if kind is not act.kind}
    doing = Doing(act, by, now, f"no longer {_WORDS[act.kind]}")
    return moved(alarm, doing, silences=left, proposal=None if proposed else alarm.proposal)


def _silenced(alarm: Alarm, kind: SilenceKind, silence: Silence, doing: Doing, **changes: object) -> Move:
    silences = {**as_of(alarm, doing.at).silences, kind: silence}
    return moved(alarm, doing, silences=silences, **changes)


def _check_time(alarm: Alarm, act: Silencing, now: datetime) -> None:
    longest_s = alarm.handling.longest_s.get(act.kind)
    if longest_s is None:
        raise Invalid(f"a {alarm.alarm_class} alarm cannot be {_WORDS[act.kind]}", field="kind")
    if not now < act.until <= now + timedelta(seconds=longest_s):
        sentence = f"a {alarm.alarm_class} alarm is {_WORDS[act.kind]} for {longest_s:.0f} s at most"
        raise Invalid(sentence, field="seconds", alarm=alarm.id, most_s=longest_s)
    if act.one_shot and act.kind is not SilenceKind.SHELVED:
        raise Invalid("only shelving can be for one shot", field="one_shot")
