"""List the alarms of a site, what matters most first, a page at a time."""

from __future__ import annotations

from datetime import datetime
from typing import NamedTuple

from spotter.contracts.alarms import Alarm, AlarmClass, AlarmState
from spotter.contracts.names import SiteName, Subject, Tenant
from spotter.domain.alarms.moves import as_of
from spotter.errors import Invalid
from spotter.ports.clock import Clock
from spotter.stores.alarms import AlarmLedger
from spotter.stores.registry import Registry

_ORDER = {alarm_class: rank for rank, alarm_class in enumerate(AlarmClass)}
_NEWEST = 10**16
"""More milliseconds than any time has, so that newer alarms sort first and as text."""


class Wanted(NamedTuple):
    """Which alarms to list; what is None does not matter."""

    only_open: bool = True
    alarm_class: AlarmClass | None = None
    state: AlarmState | None = None
    subject: Subject | None = None
    retrospective: bool | None = None
    since: datetime | None = None


class Page(NamedTuple):
    """Alarms, and where the next page begins; None when there are no more."""

    alarms: tuple[Alarm, ...]
    following: str | None


def list_alarms(
    ledger: AlarmLedger,
    registry: Registry,
    clock: Clock,
    at: tuple[Tenant, SiteName],
    wanted: Wanted,
    *,
    after: str | None = None,
    most: int = 100,
) -> Page:
    """Give the alarms of a site by class and then newest first, those after a place.

    Raises:
        NotFound: there is no such site.
        Invalid: `after` is no place that a page has named.
    """
    registry.site(*at)
    if after is not None and after.count("|") != 2:  # noqa: PLR2004 - class, time and name
        raise Invalid("this is no place in a list of alarms", field="after")
    now = clock()
    standing = (as_of(alarm, now) for alarm in ledger.of_site(*at))
    found = sorted((_place(alarm), alarm) for alarm in standing if _fits(alarm, wanted))
    rest = [(place, alarm) for place, alarm in found if after is None or place > after]
    more = len(rest) > most
    page = rest[:most]
    return Page(tuple(alarm for _, alarm in page), page[-1][0] if more else None)


def _place(alarm: Alarm) -> str:
    age = _NEWEST - int(alarm.raised_at.timestamp() * 1000)
    return f"{_ORDER[alarm.alarm_class]}|{age:016d}|{alarm.id}"


def _fits(alarm: Alarm, wanted: Wanted) -> bool:
    return (
        (alarm.is_open or not wanted.only_open)
        and wanted.alarm_class in {None, alarm.alarm_class}
        and wanted.state in {None, alarm.state}
        and wanted.subject in {None, alarm.subject}
        and wanted.retrospective in {None, alarm.is_retrospective}
        and (wanted.since is None or alarm.last_active_at >= wanted.since)
    )
