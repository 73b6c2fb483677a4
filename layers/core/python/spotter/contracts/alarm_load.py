"""Alarm performance: how many alarms people get, how they behave, how fast they are answered."""

from __future__ import annotations

from datetime import datetime

import msgspec

from spotter.contracts.alarms import AlarmClass
from spotter.contracts.names import SiteName


class AnswerTarget(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """At least `share` per cent are to be answered within `within_s` seconds."""

    within_s: float
    share: float


class LoadNorms(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What alarms are held against (ISA-18.2, BS 8484), with sources. Shares are in per cent."""

    edition: str
    sources: dict[str, str]
    manageable_per_day: float
    overload_per_day: float
    flood_above: int
    flood_window_s: float
    stale_after_s: float
    chatter_cycles: int
    chatter_window_s: float
    most_critical_share: float
    least_minor_share: float
    worst: int
    targets: tuple[AnswerTarget, ...]


class Times(msgspec.Struct, frozen=True):
    """How long something took, in seconds: percentiles, and per target the share that kept it.

    `missing` are those to which it has not happened; older than a target, they count as not kept.
    """

    count: int
    missing: int
    p50_s: float | None
    p80_s: float | None
    p95_s: float | None
    worst_s: float | None
    within: tuple[AnswerTarget, ...]


class AlarmLoad(msgspec.Struct, frozen=True):
    """How many alarms were raised, per operator position, and how they crowd."""

    raised: int
    retrospective: int
    per_day: float
    per_hour: float
    per_10_min: float
    most_in_10_min: int
    peak_at: datetime | None
    floods: int
    flood_share: float


class BadActor(msgspec.Struct, frozen=True):
    """One of the alarms that were raised most often."""

    alarm: str
    raised: int
    share: float


class ClassShare(msgspec.Struct, frozen=True):
    """How many alarms were of one class, and their share."""

    alarm_class: AlarmClass
    raised: int
    share: float


class AlarmMetrics(msgspec.Struct, frozen=True):
    """The performance of a site's alarms from `since` until `until`, for so many operator positions."""

    site: SiteName
    since: datetime
    until: datetime
    positions: int
    edition: str
    load: AlarmLoad
    stale: tuple[str, ...]
    chattering: tuple[str, ...]
    classes: tuple[ClassShare, ...]
    bad_actors: tuple[BadActor, ...]
    bad_actors_share: float
    to_notify: Times
    to_acknowledge: Times
    to_resolve: Times
    findings: tuple[str, ...]
    """What is not as it should be, in words; none when all is well."""
