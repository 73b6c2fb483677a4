"""Who is on call: shifts on the site's clocks, overrides, and the hours in which nobody is."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator
from datetime import UTC, datetime, time, timedelta
from itertools import zip_longest
from typing import NamedTuple
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from spotter.contracts.names import PersonName, ZoneName
from spotter.contracts.people import Override, Rota, Shift, Tiers, Weekday
from spotter.errors import Invalid

_CLOCK = re.compile(r"([01]\d|2[0-3]):[0-5]\d")
_DAYS = tuple(Weekday)
_NAMES = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
WEEK = timedelta(days=7)


class Span(NamedTuple):
    """A stretch of time from its start to just before its end."""

    start: datetime
    end: datetime


def on_call(rota: Rota, at: datetime, *zones: ZoneName) -> Tiers:
    """Say who is on call at a moment: for the first zone that has somebody, else for the site; maybe nobody.

    An override goes before the shifts of the same zone, and shifts at the same time are joined tier by tier.
    """
    for wanted in dict.fromkeys((*zones, None)):
        overrides = [each.tiers for each in rota.overrides if each.zone == wanted and _lasts(each, at)]
        if overrides:
            return overrides[-1]
        shifts = [each.tiers for each in rota.shifts if each.zone == wanted and _runs(each, rota, at)]
        if shifts:
            return _joined(shifts)
    return ()


def gaps(rota: Rota, since: datetime) -> list[Span]:
    """Find when in the week from a moment on nobody is on call for the site as a whole."""
    until = since + WEEK
    covered = sorted(
        [span for each in rota.shifts if each.zone is None for span in _spans(each, rota, since, until)]
        + [Span(each.start, each.end) for each in rota.overrides if each.zone is None]
    )
    found, reached = [], since
    for start, end in covered:
        if start > reached and reached < until:
            found.append(Span(reached, min(start, until)))
        reached = max(reached, end)
    return [*found, Span(reached, until)] if reached < until else found


def in_words(gap: Span, rota: Rota) -> str:
    """Say a gap as people do, on the site's clocks: `nobody is on call Sunday 02:00-06:00`."""
    start, end = (moment.astimezone(ZoneInfo(rota.timezone)) for moment in gap)
    last = f"{end:%H:%M}" if end.date() == start.date() else f"{_NAMES[end.weekday()]} {end:%H:%M}"
    return f"nobody is on call {_NAMES[start.weekday()]} {start:%H:%M}-{last}"


def checked_rota(rota: Rota, known: Collection[PersonName]) -> Rota:
    """Check that a rota can be kept, and give it back.

    Raises:
        Invalid: a time zone, a time, a tier or a person is not what it should be; `field` names it.
    """
    try:
        ZoneInfo(rota.timezone)
    except (ZoneInfoNotFoundError, ValueError) as err:
        raise Invalid(f"there is no time zone {rota.timezone[:60]}", field="timezone") from err
    if any(later <= sooner for sooner, later in zip(rota.after_s, rota.after_s[1:], strict=False)) or (
        rota.after_s and rota.after_s[0] != 0
    ):
        raise Invalid("after_s begins with 0 and rises: the first tier is called at once", field="after_s")
    for at, shift in enumerate(rota.shifts):
        _check_shift(shift, f"shifts.{at}")
        _check_tiers(shift.tiers, known, f"shifts.{at}.tiers")
    for at, override in enumerate(rota.overrides):
        if not override.start < override.end:
            raise Invalid("an override ends after it starts", field=f"overrides.{at}.end")
        _check_tiers(override.tiers, known, f"overrides.{at}.tiers")
    return rota


def _check_shift(shift: Shift, field: str) -> None:
    if not shift.days:
        raise Invalid("a shift has at least one day", field=f"{field}.days")
    for name, clock in (("start", shift.start), ("end", shift.end)):
        if not _CLOCK.fullmatch(clock):
            raise Invalid(f"{name} is a time of day such as 06:00", field=f"{field}.{name}")


def _check_tiers(tiers: Tiers, known: Collection[PersonName], field: str) -> None:
    if not tiers or not all(tiers):
        raise Invalid("every tier names at least one person", field=field)
    for person in (person for tier in tiers for person in tier):
        if person not in known:
            raise Invalid(f"there is no contact named {person}", field=field, person=person)


def _lasts(override: Override, at: datetime) -> bool:
    return override.start <= at < override.end


def _runs(shift: Shift, rota: Rota, at: datetime) -> bool:
    return any(span.start <= at < span.end for span in _spans(shift, rota, at, at))


def _spans(shift: Shift, rota: Rota, since: datetime, until: datetime) -> Iterator[Span]:
    """Give the shift's stretches that touch a stretch of time. Clocks that are put back make one longer."""
    zone = ZoneInfo(rota.timezone)
    start, end = time.fromisoformat(shift.start), time.fromisoformat(shift.end)
    day = since.astimezone(zone).date() - timedelta(days=1)
    while day <= until.astimezone(zone).date():
        if _DAYS[day.weekday()] in shift.days:
            last = day if end > start else day + timedelta(days=1)
            begun, over = (datetime.combine(*at, tzinfo=zone) for at in ((day, start), (last, end)))
            yield Span(begun.astimezone(UTC), over.astimezone(UTC))
        day += timedelta(days=1)


def _joined(shifts: Iterable[Tiers]) -> Tiers:
    ranks = zip_longest(*shifts, fillvalue=())
    return tuple(tuple(dict.fromkeys(person for tier in rank for person in tier)) for rank in ranks)
