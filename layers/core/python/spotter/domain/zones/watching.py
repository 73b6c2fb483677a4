"""Watching zones: from the track of somebody to what is said about them and each zone of the site."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import timedelta
from typing import NamedTuple

import shapely

from spotter.contracts.alarms import AlarmClass, ConditionActive, ConditionNormal, Evidence, Signal
from spotter.contracts.fixes import Fix
from spotter.contracts.names import DeviceName, RuleName, Subject, WorkerName, ZoneName, subject_of
from spotter.contracts.zones import Around, Zone, ZoneKind
from spotter.domain.zones.chance import chance_inside
from spotter.domain.zones.plane import Plane
from spotter.domain.zones.presence import Chance, Presence, entry_chance, presence
from spotter.domain.zones.schedule import in_force, may_be_inside
from spotter.domain.zones.shapes import origin_of, outline

ACT_BY_S = {AlarmClass.LIFE_SAFETY: 3600.0, AlarmClass.HIGH: 1800.0}
"""Seconds after which nobody can act on somebody's having been in a zone; half an hour for the others."""

MACHINE_LAG = timedelta(seconds=30)
"""How old a machine's fix may be for the zone around it to be judged against somebody's fix."""

MachineFix = Callable[[DeviceName, Fix], Fix | None]
"""Gives the fix of a machine that is nearest in time to somebody's fix."""


class Somebody(NamedTuple):
    """Whom a track belongs to: a device, and the worker who wears it where that is known."""

    device: DeviceName
    worker: WorkerName | None = None

    @property
    def subject(self) -> Subject:
        """What a condition about them is about."""
        if self.worker is None:
            return subject_of("device", self.device)
        return subject_of("worker", self.worker)


def chances(zone: Zone, who: Somebody, track: Iterable[Fix], machine: MachineFix) -> Iterator[Chance]:
    """Give for each fix of a track the chance that it counts as inside the zone.

    Out of force, with a permit or on another level it is 0. While nobody knows where the machine is that a
    zone is around, nothing is said: not knowing neither begins an alarm nor ends one.
    """
    drawn: tuple[Plane, shapely.Polygon] | None = None
    for fix in track:
        moving = isinstance(zone.shape, Around)
        if moving or drawn is None:
            drawn = _drawn(zone, fix, machine)
        if not _counts(zone, who, fix):
            yield Chance(fix, 0.0)
        elif drawn is not None:
            plane, geometry = drawn
            at = plane.metres(fix.longitude, fix.latitude)
            yield Chance(fix, chance_inside(geometry, at, fix.accuracy_m))


def signals(zone: Zone, who: Somebody, here: Presence) -> list[Signal]:
    """Say what somebody's presence means: danger in an exclusion zone, or that it is over."""
    if zone.kind is not ZoneKind.EXCLUSION:
        return []
    if here.too_long(zone) and here.since and here.best and here.last:
        return [_active(zone, who, here.since, here.best, here.last)]
    if here.since is None and here.outside is not None:
        return [
            ConditionNormal(
                tenant=zone.tenant,
                site=zone.site,
                rule=zone_rule(zone.name),
                subject=who.subject,
                at=here.outside.fix.at,
            )
        ]
    return []


def watched(
    zones: Sequence[Zone], who: Somebody, track: Sequence[Fix], machine: MachineFix
) -> dict[ZoneName, Presence]:
    """Follow somebody through every zone of a site; nobody is in the zone around their own machine."""
    others = (
        zone for zone in zones if not (isinstance(zone.shape, Around) and zone.shape.device == who.device)
    )
    return {zone.name: presence(zone, chances(zone, who, track, machine)) for zone in others}


def zone_rule(zone: ZoneName) -> RuleName:
    """Name the rule that a zone is.

    >>> zone_rule(ZoneName("shaft-2"))
    'zone-shaft-2'
    """
    return RuleName(f"zone-{zone}")


def _active(zone: Zone, who: Somebody, since: Chance, best: Chance, last: Chance) -> ConditionActive:
    first_at = min(since.fix.at + timedelta(seconds=zone.dwell_s), last.fix.at)
    evidence = Evidence(
        reading=best.fix.reading,
        channel="position",
        value=best.chance,
        limit=entry_chance(zone),
        unit="",
        at=best.fix.at,
    )
    return ConditionActive(
        tenant=zone.tenant,
        site=zone.site,
        rule=zone_rule(zone.name),
        title=f"In zone {zone.title}",
        subject=who.subject,
        alarm_class=zone.alarm_class,
        direction="rising",
        first_at=first_at,
        last_at=last.fix.at,
        evidence=evidence,
        act_by_s=ACT_BY_S.get(zone.alarm_class, 1800.0),
    )


def _counts(zone: Zone, who: Somebody, fix: Fix) -> bool:
    elsewhere = zone.level is not None and fix.level is not None and zone.level != fix.level
    return not elsewhere and in_force(zone, fix.at) and not may_be_inside(zone.permits, who.worker, fix.at)


def _drawn(zone: Zone, fix: Fix, machine: MachineFix) -> tuple[Plane, shapely.Polygon] | None:
    centre = None
    if isinstance(zone.shape, Around):
        there = machine(zone.shape.device, fix)
        if there is None or abs(there.at - fix.at) > MACHINE_LAG:
            return None
        centre = (there.longitude, there.latitude)
    plane = origin_of(zone, centre)
    return None if plane is None else (plane, outline(zone, plane))
