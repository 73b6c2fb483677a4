"""Who wore a device when: answered from a history to which statements are only ever added.

Time has two sides here. A statement holds for a span of *event* time, and it was *recorded* at some time. The
statement that was recorded last decides for every moment that it covers, so a correction replaces exactly the
span it speaks of. What was believed before it stays answerable: ask with `known_at`.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from itertools import zip_longest
from typing import NamedTuple

from spotter.contracts.assignments import Assignment
from spotter.contracts.names import DeviceName, WorkerName


class Stint(NamedTuple):
    """A span in which one worker wore one device; an open end is None."""

    device: DeviceName
    worker: WorkerName
    since: datetime
    until: datetime | None


def wearer(
    history: Iterable[Assignment], device: DeviceName, at: datetime, known_at: datetime | None = None
) -> WorkerName | None:
    """Tell who wore a device at a moment, as it is known now or was known then; None for nobody."""
    deciding = max(
        (each for each in history if _speaks_of(each, device, known_at) and each.covers(at)),
        key=_precedence,
        default=None,
    )
    return deciding.worker if deciding else None


def devices_of(
    history: Iterable[Assignment], worker: WorkerName, at: datetime, known_at: datetime | None = None
) -> tuple[DeviceName, ...]:
    """Name the devices that a worker wore at a moment, in order."""
    told = list(history)
    named = sorted({each.device for each in told if each.worker == worker})
    return tuple(device for device in named if wearer(told, device, at, known_at) == worker)


def stints(
    history: Iterable[Assignment], device: DeviceName, known_at: datetime | None = None
) -> tuple[Stint, ...]:
    """Lay out who wore a device from when until when, without overlap and in order of time.

    It says for every moment what `wearer` says, for those who join many readings with it.
    """
    told = [each for each in history if _speaks_of(each, device, known_at)]
    edges = sorted({edge for each in told for edge in (each.valid_from, each.valid_until) if edge})
    found: list[Stint] = []
    for since, until in zip_longest(edges, edges[1:]):
        worker = wearer(told, device, since)
        if worker is None:
            continue
        if found and found[-1].worker == worker and found[-1].until == since:
            found[-1] = found[-1]._replace(until=until)
        else:
            found.append(Stint(device, worker, since, until))
    return tuple(found)


def _speaks_of(statement: Assignment, device: DeviceName, known_at: datetime | None) -> bool:
    return statement.device == device and (known_at is None or statement.recorded_at <= known_at)


def _precedence(statement: Assignment) -> tuple[datetime, int]:
    return statement.recorded_at, statement.number
