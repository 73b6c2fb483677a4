"""Alarm performance over HTTP."""

from __future__ import annotations

from datetime import datetime

from pydantic import Field

from spotter.contracts.alarms import AlarmClass
from spotter.contracts.http.models import Answer, Body, Moment


class MetricsAsked(Body):
    """Which time to measure, and for how many operator positions."""

    since: Moment
    until: Moment
    positions: int = Field(default=1, ge=1, le=100, description="How many people share the alarms.")


class TargetAnswer(Answer):
    """The share, in per cent, that took no longer than so many seconds."""

    within_s: float
    share: float


class TimesAnswer(Answer):
    """How long something took, in seconds. `missing` are those to which it has not happened."""

    count: int
    missing: int
    p50_s: float | None
    p80_s: float | None
    p95_s: float | None
    worst_s: float | None
    within: tuple[TargetAnswer, ...]


class LoadAnswer(Answer):
    """How many alarms; rates are per operator position, floods over all. Shares in per cent."""

    raised: int
    retrospective: int
    per_day: float
    per_hour: float
    per_10_min: float
    most_in_10_min: int
    peak_at: datetime | None
    floods: int
    flood_share: float


class BadActorAnswer(Answer):
    """One of the alarms that were raised most often."""

    alarm: str = Field(examples=["ch4-high.longwall-1"])
    raised: int
    share: float


class ClassShareAnswer(Answer):
    """How many alarms were of one class, and their share."""

    alarm_class: AlarmClass
    raised: int
    share: float


class AlarmMetricsAnswer(Answer):
    """The performance of a site's alarms in the terms of ISA-18.2, and times in the form of BS 8484.

    `findings` says in words what misses its target; `edition` names the version of the targets.
    """

    site: str
    since: datetime
    until: datetime
    positions: int
    edition: str
    load: LoadAnswer
    stale: tuple[str, ...]
    chattering: tuple[str, ...]
    classes: tuple[ClassShareAnswer, ...]
    bad_actors: tuple[BadActorAnswer, ...]
    bad_actors_share: float
    to_notify: TimesAnswer
    to_acknowledge: TimesAnswer
    to_resolve: TimesAnswer
    findings: tuple[str, ...]


class GroupedAnswer(Answer):
    """One alarm that was grouped, for whom, and whether their notices were sent."""

    alarm: str = Field(examples=["ch4-high.longwall-1"])
    occurrence: int
    alarm_class: AlarmClass
    title: str
    subject: str
    at: datetime
    people: tuple[str, ...]
    told: bool


class AlarmGroupAnswer(Answer):
    """Every alarm of a site that was told in one group notice, the gravest first."""

    group: str = Field(examples=["20261124-0905"])
    alarms: tuple[GroupedAnswer, ...]
