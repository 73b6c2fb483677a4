"""Labels from incident reports: the time of each on the devices that were worn is positive. Pure."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import timedelta
from typing import NamedTuple

from spotter.contracts.incidents import Incident, Severity
from spotter.contracts.labels import Interval
from spotter.contracts.names import DeviceName, LabelName
from spotter.domain.alarm_labels import united
from spotter.domain.assignments import Stint
from spotter.domain.statistics import quantile


class Wanted(NamedTuple):
    """Which reports label time, and how much of it around each."""

    what: LabelName
    at_least: Severity
    before: timedelta
    after: timedelta


class IncidentLabels(NamedTuple):
    """What reports say of time, how late they came, and which name nobody whose device is known."""

    positive: tuple[Interval, ...]
    excluded: tuple[Interval, ...]
    used: int
    unplaced: tuple[str, ...]
    delays_s: tuple[float, ...]

    @property
    def delay_p50_s(self) -> float | None:
        """The middle of how long after the event the reports came."""
        return quantile(self.delays_s, 0.5) if self.delays_s else None


def labelled(
    incidents: Iterable[Incident], wanted: Wanted, worn: Callable[[Incident], Sequence[Stint]]
) -> IncidentLabels:
    """Lay the time of each wanted report out on its device, or on what its worker wore then.

    As far as the times of a report may be off, nobody knows: that is excluded on either side.
    """
    chosen = [
        each for each in incidents if each.what == wanted.what and each.severity.rank >= wanted.at_least.rank
    ]
    positive: list[Interval] = []
    excluded: list[Interval] = []
    unplaced: list[str] = []
    for incident in chosen:
        own = list(_intervals(incident, wanted, worn))
        positive += own
        excluded += [part for interval in own for part in _doubtful(interval, incident.give_or_take)]
        if not own:
            unplaced.append(incident.id)
    used = [each for each in chosen if each.id not in unplaced]
    delays = tuple((each.reported_at - each.end).total_seconds() for each in used)
    return IncidentLabels(united(positive), united(excluded), len(used), tuple(unplaced), delays)


def _intervals(
    incident: Incident, wanted: Wanted, worn: Callable[[Incident], Sequence[Stint]]
) -> Iterator[Interval]:
    start, end = incident.start - wanted.before, incident.end + wanted.after
    if incident.device is not None:
        yield Interval(incident.device, start, end)
        return
    for stint in worn(incident):
        since, until = max(stint.since, start), end if stint.until is None else min(stint.until, end)
        if since < until:
            yield Interval(DeviceName(stint.device), since, until)


def _doubtful(interval: Interval, give_or_take: timedelta) -> list[Interval]:
    if not give_or_take:
        return []
    return [
        Interval(interval.device, interval.start - give_or_take, interval.start),
        Interval(interval.device, interval.end, interval.end + give_or_take),
    ]
