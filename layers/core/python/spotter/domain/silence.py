"""Silence: which channels of a device say nothing though they should, and when that becomes an alarm. Pure.

Silence is not safety: what is not heard is unknown. A channel is heard when a value of it was measured, by
our clock and never later than it arrived; so a backlog of old readings is no sign of life, and neither is
what a clock says that is wrong beyond belief. One alarm a device names all of its silent channels.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime, timedelta
from typing import NamedTuple

import msgspec

from spotter.contracts.alarms import AlarmClass, ConditionActive, ConditionNormal, Evidence, Signal
from spotter.contracts.devices import Device, DeviceState
from spotter.contracts.names import RuleName, subject_of
from spotter.contracts.profiles import Profile
from spotter.contracts.rules import Rule, StalenessRule
from spotter.contracts.silence import Hush, SilenceNorms
from spotter.contracts.trails import Trail, milliseconds
from spotter.domain.clocks import skew_ms

SILENT = RuleName("silent")
TITLE = "No signal"
_GRAVEST = {alarm_class: rank for rank, alarm_class in enumerate(AlarmClass)}


class Limit(NamedTuple):
    """How long one channel may be quiet, in milliseconds, and how much is at stake when it is longer."""

    channel: str
    after: int
    alarm_class: AlarmClass


class Quiet(NamedTuple):
    """A channel and when its time is up; `heard` is when it was last heard, None for never."""

    limit: Limit
    heard: int | None
    due: int


class Step(NamedTuple):
    """What a look at a device leads to: what to remember, what to signal, when to look again."""

    hush: Hush | None
    signal: Signal | None
    look_at: datetime


def is_watched(device: Device, norms: SilenceNorms) -> bool:
    """Tell whether a device has to be heard: it has spoken, is in use, and is not tagged as off shift."""
    in_use = device.state in {DeviceState.ACTIVE, DeviceState.SUSPECT}
    return in_use and not set(device.tags) & set(norms.unwatched_tags)


def limits_of(profile: Profile, rules: Iterable[Rule], norms: SilenceNorms) -> tuple[Limit, ...]:
    """Say which channels have to be heard how often: by their interval, and by a site's staleness rules.

    The shorter time and the graver class prevail; a channel without either is not watched.
    """
    found: dict[str, Limit] = {}
    for name, channel in profile.channels.items():
        if channel.interval_s is not None:
            after = round(1000 * max(norms.factor * channel.interval_s, norms.least_s))
            found[name] = Limit(name, after, norms.alarm_class)
    for rule in rules:
        if not isinstance(rule, StalenessRule):
            continue
        for name, channel in profile.channels.items():
            if (channel.hazard, channel.unit or "") == (rule.hazard, rule.unit):
                limit = Limit(name, round(1000 * rule.after_s), rule.alarm_class)
                found[name] = _stricter(found.get(name, limit), limit)
    return tuple(found.values())


def times_of(
    device: Device, limits: Sequence[Limit], trail: Trail | None, norms: SilenceNorms
) -> list[Quiet]:
    """Say when each channel's time is up, if nothing more is heard of it."""
    begun = milliseconds(device.registered_at)
    boots = trail.boots.values() if trail else ()
    begun = max(begun, min((boot.begins for boot in boots), default=begun))
    found = []
    for limit in limits:
        heard = _heard(trail, limit.channel, norms) if trail else None
        first = begun + max(limit.after, round(1000 * norms.first_s))
        found.append(Quiet(limit, heard, first if heard is None else heard + limit.after))
    return found


def looked_at(
    device: Device, times: Sequence[Quiet], hush: Hush | None, *, now: datetime, norms: SilenceNorms
) -> Step:
    """Decide what a look at a device leads to; looking more often, or twice at once, leads to the same."""
    at = milliseconds(now)
    quiet = [each for each in times if each.due <= at]
    hush = hush if hush and hush.channels else None
    if not quiet:
        return _heard_again(device, times, hush, now=now, norms=norms)
    channels = tuple(sorted(each.limit.channel for each in quiet))
    news = hush is None or hush.back_since is not None or not set(channels) <= set(hush.channels)
    again = now + timedelta(seconds=norms.step_s)
    if not news:
        return Step(None, None, again)
    return Step(Hush(device.tenant, device.name, channels, now), _active(device, quiet, now), again)


def unwatched(device: Device, hush: Hush | None, *, now: datetime) -> Step:
    """End the silence of a device that need not be heard any more; why is told by the device."""
    if hush is None or not hush.channels:
        return Step(None, None, now)
    return Step(msgspec.structs.replace(hush, channels=(), back_since=now), _normal(device, now), now)


def _heard_again(
    device: Device, times: Sequence[Quiet], hush: Hush | None, *, now: datetime, norms: SilenceNorms
) -> Step:
    if hush is None:
        unheard = any(each.heard is None for each in times)
        soon = now + timedelta(seconds=norms.step_s)
        due = min((_moment(each.due) for each in times), default=soon)
        return Step(None, None, min(soon, due) if unheard else due)
    again = now + timedelta(seconds=norms.step_s)
    if hush.back_since is None:
        return Step(msgspec.structs.replace(hush, back_since=now), None, again)
    if device.state is DeviceState.SUSPECT or now - hush.back_since < timedelta(seconds=norms.off_delay_s):
        return Step(None, None, again)
    return Step(msgspec.structs.replace(hush, channels=()), _normal(device, now), again)


def _heard(trail: Trail, channel: str, norms: SilenceNorms) -> int | None:
    """Say when a channel was last heard, by our clock; one without a mark goes with its device."""
    if not trail.recent:
        return None
    newest = trail.recent[-1]
    mark = trail.marks.get(channel)
    if mark is None:
        spoke = [each.at for each in trail.recent if channel in each.values]
        if not spoke:
            return None
    at = newest.at if mark is None else mark.at
    boot = trail.boots.get(newest.boot)
    behind = (skew_ms(boot.delays) if boot else None) or 0
    arrived = max(each.arrived for each in trail.recent)
    return min(at + min(behind, round(1000 * norms.clock_s)), arrived)


def _stricter(one: Limit, other: Limit) -> Limit:
    graver = min(one.alarm_class, other.alarm_class, key=lambda each: _GRAVEST[each])
    return Limit(one.channel, min(one.after, other.after), graver)


def _active(device: Device, quiet: Sequence[Quiet], now: datetime) -> ConditionActive:
    first = min(quiet, key=lambda each: each.due)
    since = first.due - first.limit.after
    names = ", ".join(sorted(each.limit.channel for each in quiet))
    evidence = Evidence(
        reading=f"{device.name}/silence/{since}",
        channel=names[:1000],
        value=max((milliseconds(now) - since) / 1000, 0.0),
        limit=first.limit.after / 1000,
        unit="s",
        at=_moment(since),
    )
    return ConditionActive(
        tenant=device.tenant,
        site=device.site,
        rule=SILENT,
        title=TITLE,
        subject=subject_of("device", device.name),
        alarm_class=min((each.limit.alarm_class for each in quiet), key=lambda each: _GRAVEST[each]),
        direction="rising",
        first_at=_moment(first.due),
        last_at=now,
        evidence=evidence,
    )


def _normal(device: Device, now: datetime) -> ConditionNormal:
    return ConditionNormal(device.tenant, device.site, SILENT, subject_of("device", device.name), now)


def _moment(at: int) -> datetime:
    return datetime.fromtimestamp(at / 1000, UTC)
