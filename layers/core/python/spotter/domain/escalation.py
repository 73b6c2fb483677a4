"""Escalation as decisions: who is next, when, and what the run of the state machine is called.

People are called tier by tier. After the last tier the alarm alarms again at the time that its class is owed,
which begins a new run: life safety never ends without somebody who acts.
"""

from __future__ import annotations

import hashlib
from datetime import datetime
from math import ceil

import msgspec

from spotter.contracts.alarms import Alarm
from spotter.contracts.escalation import Chain, Climb, Ladder, Step
from spotter.contracts.pages import Call
from spotter.domain.alarms.paging import pages_now


def call_of(alarm: Alarm, tier: int = 0) -> Call:
    """Name the calling of a tier to an alarm as it stands."""
    return Call(alarm.occurrence, alarm.summons, tier)


def first_rung(alarm: Alarm, chain: Chain, tiers: int) -> Ladder | None:
    """Say what comes after the first page, when there are so many tiers; the same for the same alarm, always.

    None when nothing comes: there is no second tier, and the class is not owed a second alarm.
    """
    here = Climb(alarm.tenant, alarm.site, alarm.id, alarm.occurrence, alarm.summons, 0)
    if min(tiers, len(chain.after_s)) > 1:
        return _next_tier(here, chain)
    again_s = alarm.handling.realarm_s
    return None if again_s is None else _again(here, ceil(again_s))


def waking(alarm: Alarm, *, now: datetime) -> Ladder | None:
    """Say how an alarm that is or was quiet is taken up: at once if people may be called, else at its end.

    None when nobody is owed a page: somebody has acted, or the class or its danger asks for none.
    """
    if alarm.realarm_at is None:
        return None
    wakes = ceil(alarm.realarm_at.timestamp())
    wait_s = 0 if pages_now(alarm) else max(ceil(wakes - now.timestamp()), 1)
    step = Climb(
        alarm.tenant, alarm.site, alarm.id, alarm.occurrence, alarm.summons, 0, again=True, wakes=wakes
    )
    return Ladder(go_on=True, wait_s=wait_s, step=step)


def next_rung(alarm: Alarm, step: Climb, chain: Chain, tiers: int, *, heard: bool, now: datetime) -> Ladder:
    """Say what comes after a step if nobody acts; a tier of which nobody was reached is not waited for."""
    if step.tier + 1 < min(tiers, len(chain.after_s)):
        rung = _next_tier(step, chain)
        return rung if heard else msgspec.structs.replace(rung, wait_s=0)
    return until_again(alarm, step, now=now)


def until_again(alarm: Alarm, step: Climb, *, now: datetime) -> Ladder:
    """Wait until the alarm alarms again; the end, when it never does."""
    if alarm.realarm_at is None:
        return ended(step, "nobody else is to be called")
    return _again(step, max(ceil((alarm.realarm_at - now).total_seconds()), 1))


def ended(step: Step, said: str) -> Ladder:
    """End a run, and say why."""
    return Ladder(go_on=False, wait_s=0, step=step, said=said)


def run_name(step: Step) -> str:
    """Name the run that begins with a step: the same step, the same run, however often it is started."""
    named = [str(getattr(step, field)) for field in step.__struct_fields__]
    return f"{type(step).__name__.lower()}-{hashlib.sha256('|'.join(named).encode()).hexdigest()[:40]}"


def _next_tier(step: Climb, chain: Chain) -> Ladder:
    tier = step.tier + 1
    wait_s = chain.after_s[tier] - chain.after_s[tier - 1]
    return Ladder(go_on=True, wait_s=wait_s, step=msgspec.structs.replace(step, tier=tier))


def _again(step: Climb, wait_s: int) -> Ladder:
    return Ladder(go_on=True, wait_s=wait_s, step=msgspec.structs.replace(step, again=True))
