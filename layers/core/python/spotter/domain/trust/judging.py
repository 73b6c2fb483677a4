"""Judging: why the values of one reading are not believed as they stand. Called in event order.

The same steps serve both uses: live, going on from a device's trail, and settled, over everything that it has
ever sent (`live.py`, `settled.py`).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from spotter.contracts.readings import Doubt, Scalar
from spotter.domain.trust.senses import Sense
from spotter.domain.trust.sensors import LEAST_OXYGEN, Sensor, lasting_doubts

Doubts = dict[str, tuple[Doubt, ...]]
OXYGEN_HOLDS_MS = 60_000
"""How long a value of oxygen speaks for the beads beside it."""


class Memory(NamedTuple):
    """What is remembered of a device's sensors: values by channel, and when each was last over its range."""

    sensors: tuple[Sensor, ...]
    senses: dict[str, Sense]
    over: dict[str, int]


def judge(memory: Memory, values: Mapping[str, Scalar], *, at: int, begins: int) -> Doubts:
    """Give the doubts about each channel of a reading, and remember its values.

    `at` is when it was measured, `begins` when its boot began, in epoch milliseconds. A silent channel is
    doubted where it is missing: what is unknown is never normal.
    """
    doubts: Doubts = {}
    starved_until = -1
    senses, over = memory.senses, memory.over
    for sensor in memory.sensors:
        value = values.get(sensor.channel)
        sense = senses.get(sensor.channel)
        if value is None:
            if sense is not None and at - sense.at > sensor.silent:
                doubts[sensor.channel] = (Doubt.SILENT,)
        elif not isinstance(value, str):
            sense = _taken(sensor, senses, sense, at, value)
            if value >= sensor.most and at > over.get(sensor.channel, 0):
                over[sensor.channel] = at
            found = _doubts(sensor, sense, at, begins, value, over.get(sensor.channel, 0))
            if sensor.bead and at <= starved_until:
                found = (*found, Doubt.OXYGEN_STARVED)
            if found:
                doubts[sensor.channel] = found
        if sensor.oxygen and (sense := senses.get(sensor.channel)) and sense.value < LEAST_OXYGEN:
            starved_until = sense.at + OXYGEN_HOLDS_MS
    return doubts


def _taken(sensor: Sensor, senses: dict[str, Sense], sense: Sense | None, at: int, value: float) -> Sense:
    if sense is None:
        sense = senses[sensor.channel] = Sense(at, value)
    elif at > sense.at:
        sense.move(at, value, sensor)
    else:
        sense.join(at, value)
    return sense


def _doubts(sensor: Sensor, sense: Sense, at: int, begins: int, value: float, over: int) -> tuple[Doubt, ...]:
    found: tuple[Doubt, ...] = ()
    if at > sensor.calibration or at > sensor.bump_test or at - begins < sensor.warm_up or over:
        found = lasting_doubts(sensor, at, begins, over)
    if value < sensor.least:
        found = (*found, Doubt.NEGATIVE)
    if value >= sensor.most and Doubt.OVER_RANGE not in found:
        found = (*found, Doubt.OVER_RANGE)
    if at < sense.at:
        return found
    if sense.jumped or at < sense.settles:
        found = (*found, Doubt.IMPLAUSIBLE_RATE)
    if at - sense.since > sensor.stuck:
        found = (*found, Doubt.STUCK)
    return found
