"""Labels: what was true of each reading, as people marked it or as the future showed it."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from itertools import accumulate

from spotter.contracts.learning import AheadLabel, Interval, Label, MarkedLabel
from spotter.contracts.readings import Reading
from spotter.domain.features import number


def labels(
    label: Label, readings: Sequence[Reading], *, length_s: float, marked: Iterable[Interval] = ()
) -> list[int | None]:
    """Label each reading of one device: 1, 0, or None where nobody can know.

    The readings must be in event order; `marked` are the intervals of any device that carry the label.
    """
    match label:
        case MarkedLabel():
            return _marked(label, readings, timedelta(seconds=length_s), list(marked))
        case AheadLabel():
            return _ahead(label, readings)


def horizon_s(label: Label) -> float:
    """Tell how far beyond its reading a label looks, in seconds."""
    return label.horizon_s if isinstance(label, AheadLabel) else 0.0


def _marked(
    label: MarkedLabel, readings: Sequence[Reading], length: timedelta, marked: list[Interval]
) -> list[int | None]:
    """Say 1 where the stretches of the window that were marked add up to the overlap, and are not nothing."""
    enough = timedelta(seconds=label.overlap_s)
    own = [(i.start, i.end) for i in marked if readings and i.device == readings[0].device]
    stretches = _united(own)
    found: list[int | None] = []
    first = 0
    for reading in readings:
        start = reading.at - length
        while first < len(stretches) and stretches[first][1] <= start:
            first += 1
        overlap = timedelta()
        for begins, ends in stretches[first:]:
            if begins >= reading.at:
                break
            overlap += min(ends, reading.at) - max(begins, start)
        found.append(int(overlap >= enough and overlap > timedelta()))
    return found


def _united(stretches: list[tuple[datetime, datetime]]) -> list[tuple[datetime, datetime]]:
    """Join stretches that touch, so that what two people marked counts once."""
    united: list[tuple[datetime, datetime]] = []
    for begins, ends in sorted(stretches):
        if united and begins <= united[-1][1]:
            united[-1] = (united[-1][0], max(ends, united[-1][1]))
        else:
            united.append((begins, ends))
    return united


def _ahead(label: AheadLabel, readings: Sequence[Reading]) -> list[int | None]:
    """Say 1 where the limit is reached after the reading and not later than the horizon.

    Silence is not quiet: nobody knows where the channel is silent for longer than the horizon before it
    speaks at or beyond its end.
    """
    horizon = timedelta(seconds=label.horizon_s)
    said = [(r.at, value) for r in readings if (value := number(r.values.get(label.channel))) is not None]
    times = [at for at, _ in said]
    reached = [0, *accumulate(int(value >= label.limit) for _, value in said)]
    found: list[int | None] = []
    for reading in readings:
        end = reading.at + horizon
        first, beyond = bisect_right(times, reading.at), bisect_left(times, end)
        before = times[beyond - 1] if beyond > first else reading.at
        if beyond == len(times) or times[beyond] - before > horizon:
            found.append(None)
        else:
            found.append(int(reached[bisect_right(times, end)] > reached[first]))
    return found
