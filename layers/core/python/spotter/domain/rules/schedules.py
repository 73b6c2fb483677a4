"""Schedules: when a rule is in force, by the clocks of its site."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

from spotter.contracts.rules import Schedule
from spotter.domain.rules.spans import Spans, both, union

_DAY = timedelta(days=1)


def in_force(schedule: Schedule, *, since: int, until: int) -> Spans:
    """Give when a schedule holds, in epoch milliseconds; summer time is the zone's affair."""
    zone = ZoneInfo(schedule.zone)
    start, end = time.fromisoformat(schedule.start), time.fromisoformat(schedule.end)
    day = datetime.fromtimestamp(since / 1000, UTC).astimezone(zone).date() - _DAY
    last = datetime.fromtimestamp(until / 1000, UTC).astimezone(zone).date()
    spans: Spans = []
    while day <= last:
        if day.weekday() in schedule.days:
            ends = day if end > start else day + _DAY
            spans.append((_ms(datetime.combine(day, start, zone)), _ms(datetime.combine(ends, end, zone))))
        day += _DAY
    return both(union(spans), [(since, until)])


def _ms(moment: datetime) -> int:
    return round(moment.timestamp() * 1000)
