"""Trust in windows: a score is believed as far as the least believed value that it was made of."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import timedelta

from spotter.contracts.readings import Reading, Trust
from spotter.domain.trust.grading import trust_in

_WORST_FIRST = (Trust.BAD, Trust.SUSPECT, Trust.GOOD)


def trust_of_windows(
    readings: Sequence[Reading], ending: Iterable[int], channels: Collection[str], span: timedelta
) -> Mapping[int, Trust]:
    """Grade the trailing windows that end at some readings of one device; all of them are in event order.

    `span` is how far a window looks back, its beginning not included. Those that are wholly believed are
    left out.
    """
    doubted = [
        (reading.at, trust)
        for reading in readings
        if reading.doubts
        and (trust := _worst(trust_in(reading, name) for name in channels)) is not Trust.GOOD
    ]
    times = [at for at, _ in doubted]
    found: dict[int, Trust] = {}
    for index in ending if doubted else ():
        at = readings[index].at
        within = doubted[bisect_right(times, at - span) : bisect_right(times, at)]
        if within:
            found[index] = _worst(trust for _, trust in within)
    return found


def _worst(trusts: Iterable[Trust]) -> Trust:
    seen = set(trusts)
    return next((trust for trust in _WORST_FIRST if trust in seen), Trust.GOOD)
