"""The heartbeat of the way of alarms: eight stages, when each last passed, when to call somebody.

A synthetic device of the site says one; the rule `heartbeat` makes an alarm of it, which is handled like any
other and pages the contact that answers for the route and nobody else. The answer closes the round. Nothing
on the way knows that it is a test; only the watch that looks whether rounds still end stands outside of it.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from typing import NamedTuple

import msgspec

from spotter.contracts.alarms import Alarm
from spotter.contracts.heartbeat import HeartbeatNorms, Pulse, Route
from spotter.contracts.names import RuleName
from spotter.contracts.trails import Trail

HEARTBEAT = RuleName("heartbeat")


class Stage(StrEnum):
    """The stages of a round, in the order in which they pass."""

    CERTIFICATE = "certificate"
    TOPIC_RULE = "topic-rule"
    READINGS_QUEUE = "readings-queue"
    INGEST = "ingest"
    ALARMS_QUEUE = "alarms-queue"
    ALERT = "alert"
    CARRIER = "carrier"
    RECEIPT = "receipt"


LOOK_AT: Mapping[Stage, str] = {
    Stage.CERTIFICATE: "the machine that beats, and whether its certificate has expired or was revoked",
    Stage.ALARMS_QUEUE: "the alarms queue, and errors of the function that reads it",
    Stage.CARRIER: "opt-outs, the number of the receipt, and errors of the carrier",
    Stage.RECEIPT: "the monthly spend cap of SMS, beyond which texts are taken and not sent, and the receipt",
}
"""Where to look first, by the stage that is named; those between share their sign with one of these."""


class Verdict(NamedTuple):
    """What is known now, and what a human is to be told; `broken_at` is the first stage without a sign."""

    pulse: Pulse
    broken_at: Stage | None
    call: tuple[str, str] | None


def last_passed(trail: Trail | None, alarm: Alarm | None) -> dict[Stage, datetime]:
    """Say when each stage last showed a sign; one that never did is missing.

    What stands before a queue and what reads from it leave one sign together, so they share a time.
    """
    passed: dict[Stage, datetime] = {}
    if trail and trail.recent:
        arrived = datetime.fromtimestamp(max(each.arrived for each in trail.recent) / 1000, UTC)
        for stage in (Stage.CERTIFICATE, Stage.TOPIC_RULE, Stage.READINGS_QUEUE, Stage.INGEST):
            passed[stage] = arrived
    if alarm is not None:
        passed[Stage.ALARMS_QUEUE] = passed[Stage.ALERT] = alarm.recorded_at
        if alarm.paged_at is not None:
            passed[Stage.CARRIER] = alarm.paged_at
        if alarm.acknowledged_at is not None:
            passed[Stage.RECEIPT] = alarm.acknowledged_at
    return passed


def judged(
    route: Route,
    before: Pulse | None,
    passed: Mapping[Stage, datetime],
    alarm: Alarm | None,
    *,
    now: datetime,
    norms: HeartbeatNorms,
) -> Verdict:
    """Judge a route: an answered round counts from its beginning, and the last must not be too old."""
    pulse = before or Pulse(route.tenant, route.site, route.set_at)
    if alarm is not None and alarm.acknowledged_at is not None:
        pulse = msgspec.structs.replace(pulse, passed_at=max(pulse.passed_at, alarm.raised_at))
    allowed = timedelta(seconds=norms.every_s + norms.grace_s)
    if now - pulse.passed_at <= allowed:
        if pulse.called_at is None:
            return Verdict(pulse, None, None)
        text = f"The way of alarms of {route.site} ({route.tenant}) works again."
        return Verdict(
            msgspec.structs.replace(pulse, called_at=None), None, ("Path of alarms restored", text)
        )
    next_round = pulse.passed_at + timedelta(seconds=norms.every_s / 2)
    broken_at = first_without_sign(passed, next_round)
    if pulse.called_at is not None and now - pulse.called_at < timedelta(seconds=norms.remind_s):
        return Verdict(pulse, broken_at, None)
    called = msgspec.structs.replace(pulse, called_at=now)
    return Verdict(called, broken_at, ("Path of alarms degraded", words_of(route, pulse, broken_at)))


def first_without_sign(passed: Mapping[Stage, datetime], since: datetime) -> Stage:
    """Name the first stage that showed nothing after a moment; the receipt, when all others did."""
    silent = (stage for stage in Stage if stage not in passed or passed[stage] <= since)
    return next(silent, Stage.RECEIPT)


def words_of(route: Route, pulse: Pulse, broken_at: Stage | None) -> str:
    """Say in a sentence what is wrong, for somebody who is woken by it."""
    where = f"No sign from the stage {broken_at} on. " if broken_at else ""
    if broken_at and broken_at in LOOK_AT:
        where += f"Look at {LOOK_AT[broken_at]}. "
    return (
        f"Path degraded: alarms of {route.site} ({route.tenant}) may reach nobody. {where}"
        f"The last whole round of the heartbeat began at {pulse.passed_at:%Y-%m-%d %H:%M:%S} UTC. "
        "Watch the site by other means until this is mended."
    )
