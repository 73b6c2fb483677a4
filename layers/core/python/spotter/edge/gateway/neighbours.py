"""Neighbours: what gateways of a site tell each other of danger. Pure: topics, notices, and what they mean.

A gateway tells only what it measured itself, and never passes on what it heard, so nothing can go round in a
loop. It tells a state and not a stream: as long as a condition holds its notice stands retained under its own
topic and is renewed; a broker that was away gets it again. A notice that is no longer renewed expires.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Literal

import msgspec

from spotter.contracts.alarms import AlarmClass, ConditionActive
from spotter.contracts.names import DeviceName, SiteName
from spotter.edge.gateway.judging import cause_of
from spotter.edge.gateway.remembered import Cause

RENEWALS = 3
"""How often a notice is renewed before it would expire."""


class Notice(msgspec.Struct, frozen=True):
    """Danger at a gateway, as its neighbours hear it. `since` tells one occurrence from the next."""

    origin: DeviceName
    cause: Cause
    title: str
    alarm_class: AlarmClass
    state: Literal["danger", "over"]
    since: datetime
    sent_at: datetime
    ttl_s: int
    text: str = ""
    v: int = 1


def topic_of(site: SiteName, origin: DeviceName, cause: Cause) -> str:
    """Name the topic of a notice.

    >>> topic_of(SiteName("north-pit"), DeviceName("gate-1"), "ch4-high.helmet-7")
    'sites/north-pit/hazards/gate-1/ch4-high.helmet-7'
    """
    return f"sites/{site}/hazards/{origin}/{cause}"


def filter_of(site: SiteName) -> str:
    """Name all notices of a site."""
    return f"sites/{site}/hazards/+/+"


def notice_of(origin: DeviceName, danger: ConditionActive, now: datetime, ttl_s: int) -> Notice:
    """Tell of danger that this gateway measured."""
    found = danger.evidence
    text = f"{danger.title} at {danger.subject}: {found.value:g} {found.unit}".rstrip()
    return Notice(
        origin,
        cause_of(danger),
        danger.title,
        danger.alarm_class,
        "danger",
        danger.first_at,
        now,
        ttl_s,
        text,
    )


def over(notice: Notice, now: datetime) -> Notice:
    """Tell that it is over."""
    return msgspec.structs.replace(notice, state="over", sent_at=now)


class Told:
    """What this gateway has told, to tell it again before it expires and after the broker was away."""

    def __init__(self, origin: DeviceName, ttl_s: int) -> None:
        self._origin = origin
        self._ttl_s = ttl_s
        self._notices: dict[Cause, Notice] = {}
        self._due: dict[Cause, datetime] = {}

    def danger(self, found: ConditionActive, now: datetime) -> None:
        """Begin to tell of danger, or tell that it got worse; the occurrence keeps its beginning."""
        cause = cause_of(found)
        held = self._notices.get(cause)
        notice = notice_of(self._origin, found, now, self._ttl_s)
        if held is not None and held.state == "danger":
            notice = msgspec.structs.replace(notice, since=held.since)
        self._notices[cause], self._due[cause] = notice, now

    def over(self, cause: Cause, now: datetime) -> None:
        """Tell that danger is over, until the notice would have expired."""
        if cause in self._notices:
            self._notices[cause], self._due[cause] = over(self._notices[cause], now), now

    def due(self, now: datetime) -> list[Notice]:
        """Give what must be told now; telling it is the caller's, who says `again` where that failed."""
        ready: list[Notice] = []
        for cause in [cause for cause, at in self._due.items() if at <= now]:
            notice = self._notices[cause]
            if notice.state == "over":
                del self._notices[cause], self._due[cause]
                ready.append(notice)
                continue
            self._due[cause] = now + timedelta(seconds=self._ttl_s / RENEWALS)
            ready.append(msgspec.structs.replace(notice, sent_at=now))
        return ready

    def again(self, notices: list[Notice], now: datetime) -> None:
        """Tell these again: the broker did not get them."""
        for notice in notices:
            if notice.cause not in self._notices:
                self._notices[notice.cause] = notice
            self._due[notice.cause] = now

    def everything(self, now: datetime) -> None:
        """Tell everything anew: the broker was away."""
        self._due = dict.fromkeys(self._notices, now)


class Heeded:
    """What neighbours have told, each once, until it is over or expires."""

    def __init__(self, own: DeviceName) -> None:
        self._own = own
        self._standing: dict[tuple[DeviceName, Cause], tuple[Notice, datetime]] = {}
        self._ended: dict[tuple[DeviceName, Cause], datetime] = {}

    def heed(self, notice: Notice, now: datetime, *, retained: bool) -> Notice | None:
        """Take a notice; give it if it is new here: danger that did not stand yet, or its end.

        How long it stands counts from now by this clock, for the neighbour's may be wrong. Only for one that
        the broker had kept must the neighbour's clock do.
        """
        if notice.origin == self._own:
            return None
        key = (notice.origin, notice.cause)
        held = self._standing.get(key)
        newest = held[0].sent_at if held is not None else self._ended.get(key, notice.sent_at)
        if notice.sent_at < newest:
            return None
        until = (notice.sent_at if retained else now) + timedelta(seconds=notice.ttl_s)
        if notice.state == "over":
            self._ended[key] = notice.sent_at
            return notice if self._standing.pop(key, None) else None
        if until <= now:
            return None
        self._standing[key] = (notice, until)
        return notice if held is None or held[0].since != notice.since else None

    def expired(self, now: datetime) -> list[Notice]:
        """Give and forget the notices that nobody has renewed: what became of that danger is unknown."""
        gone = [key for key, (_, until) in self._standing.items() if until <= now]
        return [self._standing.pop(key)[0] for key in gone]

    @property
    def standing(self) -> list[Notice]:
        """Give the notices that stand."""
        return [notice for notice, _ in self._standing.values()]


def siren_cause(notice: Notice) -> Cause:
    """Name a neighbour's danger as a cause of the siren here."""
    return f"{notice.origin}/{notice.cause}"
