"""Who is near a casualty, and what each of them is told. Nobody is ever sent into the gas.

A rescuer who goes in without breathing apparatus is the second casualty. So somebody is told to help only
where the air at the casualty is known, now, to be good; unknown air is treated like bad air.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from typing import NamedTuple

from spotter.contracts.fixes import Fix
from spotter.contracts.names import WorkerName
from spotter.contracts.nearby import Advice, Near
from spotter.domain.zones.plane import apart_m

REACH_M = 200.0
"""How far away somebody is still of help: two to three minutes on foot."""

GAS_REACH_M = 50.0
"""How far from a gas alarm the air is taken for bad, beside the accuracy of both fixes."""

AIR_FRESH = timedelta(minutes=2)
"""How old a good reading of the air may be to count as good air now."""


class Air(NamedTuple):
    """What is known of the air at a place: whether a gas condition holds there, and when it was measured."""

    fix: Fix
    measured_at: datetime
    is_bad: bool


def advise_nearby(
    casualty: Fix, workers: Iterable[tuple[WorkerName, Fix]], air: Sequence[Air], *, now: datetime
) -> list[Near]:
    """Say what each worker within reach of a casualty is to be told, the nearest first."""
    trouble = _trouble_at(casualty, air, now=now)
    found = []
    for worker, fix in workers:
        distance = apart_m(_position(casualty), _position(fix))
        if distance > REACH_M + casualty.accuracy_m + fix.accuracy_m:
            continue
        if _is_in_gas(fix, air):
            found.append(Near(worker, distance, Advice.LEAVE, "gas where you are: leave now"))
        elif trouble is not None:
            found.append(Near(worker, distance, Advice.STAY_OUT, trouble))
        else:
            found.append(Near(worker, distance, Advice.HELP, "the air there is good: go and help"))
    return sorted(found, key=lambda near: (near.distance_m, near.worker))


def _trouble_at(casualty: Fix, air: Sequence[Air], *, now: datetime) -> str | None:
    """Say why nobody may go there without breathing apparatus; None when the air is known to be good."""
    if _is_in_gas(casualty, air):
        return "gas at the casualty: do not go in, wait for breathing apparatus"
    good = [
        each
        for each in air
        if not each.is_bad
        and timedelta(0) <= now - each.measured_at <= AIR_FRESH
        and _within(casualty, each.fix, GAS_REACH_M)
    ]
    return None if good else "the air at the casualty is not known: do not go in, wait for a gas meter"


def _is_in_gas(fix: Fix, air: Sequence[Air]) -> bool:
    return any(
        each.is_bad
        and apart_m(_position(fix), _position(each.fix)) <= GAS_REACH_M + fix.accuracy_m + each.fix.accuracy_m
        for each in air
    )


def _within(one: Fix, other: Fix, reach_m: float) -> bool:
    """Tell whether two fixes are surely within reach of each other, both errors against us."""
    return apart_m(_position(one), _position(other)) + one.accuracy_m + other.accuracy_m <= reach_m


def _position(fix: Fix) -> tuple[float, float]:
    return fix.longitude, fix.latitude
