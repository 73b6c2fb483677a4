"""When a zone is in force, and who may be inside all the same."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from spotter.contracts.names import WorkerName
from spotter.contracts.zones import Permit, Weekly, Zone
from spotter.errors import Invalid

MONDAY, SUNDAY = 1, 7


def in_force(zone: Zone, at: datetime) -> bool:
    """Tell whether a zone is in force at a moment."""
    if not zone.schedule:
        return True
    there = at.astimezone(ZoneInfo(zone.time_zone))
    return any(_covers(span, there) for span in zone.schedule)


def may_be_inside(permits: Iterable[Permit], worker: WorkerName | None, at: datetime) -> bool:
    """Tell whether a worker holds a permit that is good at a moment."""
    return any(each.worker == worker and each.since <= at < each.until for each in permits)


def refuse_bad_schedule(zone: Zone) -> None:
    """Check a zone's weekly spans, its time zone and its permits.

    Raises:
        Invalid: one of them cannot be; the sentence says which.
    """
    try:
        ZoneInfo(zone.time_zone)
    except (ZoneInfoNotFoundError, ValueError) as err:
        sentence = f"time_zone: {zone.time_zone[:40]!r} is no time zone; say for example Asia/Seoul"
        raise Invalid(sentence, field="time_zone") from err
    for place, span in enumerate(zone.schedule):
        field = f"schedule[{place}]"
        if not span.days or not all(MONDAY <= day <= SUNDAY for day in span.days):
            raise Invalid(f"{field}.days: days are 1 for Monday to 7 for Sunday", field=f"{field}.days")
        if _time(span.since, field) == _time(span.until, field):
            raise Invalid(f"{field}: the span is empty; leave schedule out for always", field=field)
    for place, permit in enumerate(zone.permits):
        if permit.since >= permit.until:
            field = f"permits[{place}].until"
            raise Invalid(f"{field}: a permit ends after it begins", field=field)


def _covers(span: Weekly, there: datetime) -> bool:
    since, until, now = _time(span.since, "since"), _time(span.until, "until"), there.time()
    if since < until:
        return there.isoweekday() in span.days and since <= now < until
    yesterday = (there - timedelta(days=1)).isoweekday()
    return (there.isoweekday() in span.days and now >= since) or (yesterday in span.days and now < until)


def _time(text: str, field: str) -> time:
    try:
        return time.fromisoformat(text)
    except ValueError as err:
        raise Invalid(f"{field}: {text[:20]!r} is no time of day like 07:30", field=field) from err
