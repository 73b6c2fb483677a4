"""Live trust: the doubts about a batch, going on from the trail of its device.

They are provisional: what arrives later may show that a reading stood beside another, or that a sensor was
stuck. `settled.py` says what is so once everything is there.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import msgspec

from spotter.contracts.readings import Doubt, Reading, Scalar
from spotter.contracts.trails import Boot, Trail, milliseconds
from spotter.domain.clocks import WORST_SKEW_MS, is_skewed
from spotter.domain.trail import Row, boot_of, note_recent
from spotter.domain.trust.grading import WHOLE
from spotter.domain.trust.judging import Doubts, Memory, judge
from spotter.domain.trust.senses import Sense
from spotter.domain.trust.sensors import Sensor

LATE_AFTER_MS = 120_000
"""A reading that arrives later is marked as late: more than a batch and any travel explain, and as much as a
clock may be wrong."""

DAY_MS = 86_400_000
DAYS_KEPT = 31
"""Days of which a trail says when a channel was over its range: later nothing so old is accepted any more."""


def doubted(trail: Trail, rows: Sequence[Row], sensors: tuple[Sensor, ...], *, suspect: bool) -> list[Row]:
    """Give the rows of a batch, in event order, with their doubts, and move the trail's sensors on, in place.

    `suspect` says that the device as a whole is not to be believed.
    """
    memory = Memory(sensors, _senses(trail, sensors), trail.over)
    held = {(each.boot, each.seq): each.values for each in trail.recent}
    judged: list[Row] = []
    for row in rows:
        reading, boot = row.reading, boot_of(trail, row)
        doubts = judge(memory, reading.values, at=row.at, begins=boot.begins)
        whole = _whole(row, boot, held, suspect=suspect)
        if whole:
            doubts[WHOLE] = whole
            trail.counts.late += Doubt.LATE in whole and not (row.repeat or row.again)
            trail.counts.conflicts += Doubt.CONFLICTING in whole and not row.again
        judged.append(row._replace(reading=_with(reading, doubts)) if doubts else row)
    for channel, sense in memory.senses.items():
        trail.marks[channel] = sense.mark()
    note_recent(trail, rows)
    return judged


def note_over_range(trail: Trail, suspects: Iterable[Reading], sensors: tuple[Sensor, ...]) -> None:
    """Remember that a head was driven over its range by readings that were refused for it."""
    for reading in suspects:
        for sensor in sensors:
            value = reading.values.get(sensor.channel)
            if value is not None and not isinstance(value, str) and value >= sensor.most:
                at = milliseconds(reading.at)
                trail.over[sensor.channel] = max(at, trail.over.get(sensor.channel, 0))
                trail.overs[sensor.channel] = _extremes([*trail.overs.get(sensor.channel, ()), at])


def _extremes(moments: list[int]) -> list[int]:
    """Keep the first and the last moment of each day, of the month in which readings are still accepted."""
    days: dict[int, list[int]] = {}
    for at in sorted(moments):
        day = days.setdefault(at // DAY_MS, [at, at])
        day[1] = at
    oldest = max(days) - DAYS_KEPT
    return sorted({at for day, ends in days.items() if day >= oldest for at in ends})


def _senses(trail: Trail, sensors: tuple[Sensor, ...]) -> dict[str, Sense]:
    """Bring the memory of the sensors back; jumps are seen again in the newest readings."""
    senses: dict[str, Sense] = {}
    for sensor in sensors:
        name = sensor.channel
        mark = trail.marks.get(name)
        if mark is None:
            continue
        sense = senses[name] = Sense.of(mark, sensor)
        if sensor.fastest < float("inf"):
            sense.settles = _settles(trail, sensor)
    return senses


def _settles(trail: Trail, sensor: Sensor) -> int:
    """Say until when the latest jump among the newest readings is doubted."""
    until, before = 0, None
    for moment in trail.recent:
        value = moment.values.get(sensor.channel)
        if value is None or isinstance(value, str):
            continue
        if before is not None:
            passed = max(moment.at - before[0], sensor.t90)
            if abs(value - before[1]) > sensor.fastest * passed:
                until = moment.at + sensor.settles
        before = moment.at, value
    return until


def _whole(
    row: Row, boot: Boot, held: dict[tuple[str, int], dict[str, Scalar]], *, suspect: bool
) -> tuple[Doubt, ...]:
    """Give the doubts about a reading as a whole: its clock, its time, its twin, its device."""
    found: tuple[Doubt, ...] = ()
    delay = row.arrived - row.at
    if delay > LATE_AFTER_MS:
        found = (Doubt.LATE,)
        if delay > WORST_SKEW_MS and is_skewed(boot.delays):
            found = (Doubt.LATE, Doubt.CLOCK_SKEW)
    name = row.reading.boot, row.seq
    twin = held.setdefault(name, row.reading.values)
    if twin is not row.reading.values and twin != row.reading.values:
        found = (*found, Doubt.CONFLICTING)
    return (*found, Doubt.DEVICE_SUSPECT) if suspect else found


def _with(reading: Reading, doubts: Doubts) -> Reading:
    return msgspec.structs.replace(reading, doubts=doubts)
