"""Twelve faults of sensors: each is flagged within two intervals, and none ends an alarm.

SPOTTER_FAULT_SEEDS says how many seeds each fault is tried with; 500 are the full number.
"""

from __future__ import annotations

import os
import random
from collections.abc import Callable
from datetime import timedelta
from typing import NamedTuple

import pytest

from builders.alarm_path import DEVICE, NOON, PROFILE, SITE, TENANT, after
from spotter.contracts.alarms import ConditionNormal
from spotter.contracts.devices import SensorChecks
from spotter.contracts.profiles import Channel, ChannelType, Profile
from spotter.contracts.readings import Doubt, Reading, Trust
from spotter.contracts.trails import Trail
from spotter.domain.rules.judge import Judge
from spotter.domain.trail import Delivered, advance
from spotter.domain.trust.grading import trust_in
from spotter.domain.trust.live import doubted
from spotter.domain.trust.sensors import sensors_of
from spotter.domain.trust.settled import settled_doubts
from spotter.stores.rulebook import rule_pack

SEEDS = int(os.environ.get("SPOTTER_FAULT_SEEDS", "10"))
INTERVAL = 10
BEGINS, ENDS = 12, 24
KEY = (TENANT, PROFILE, 1)
HEAD = Profile(
    tenant=TENANT,
    name=PROFILE,
    version=1,
    channels={
        "ch4": Channel(
            ChannelType.NUMBER,
            unit="%",
            minimum=-5,
            maximum=5,
            hazard="ch4",
            interval_s=INTERVAL,
            t90_s=15,
            rate_limit=0.06,
            stuck_after_s=1.5 * INTERVAL,
            warm_up_s=25,
            calibration_days=180,
            bump_test_days=1,
        ),
        "o2": Channel(ChannelType.NUMBER, unit="%", minimum=0, maximum=30, hazard="o2", interval_s=INTERVAL),
    },
)
GOOD = SensorChecks(
    calibrated_at=after(-86_400 * 10), bump_tested_at=after(-3600), acknowledged_at=after(-3600)
)


class Fault(NamedTuple):
    """What is expected, how it changes what the sensor says at step n, and the checks of the sensor."""

    doubt: Doubt
    change: Callable[[Reading, int], Reading]
    checks: SensorChecks = GOOD


def says(ch4: float | None, **others: float) -> Callable[[Reading, int], Reading]:
    """The gas head says something else, or nothing."""

    def change(reading: Reading, n: int) -> Reading:
        values = {**reading.values, **others}
        if ch4 is None:
            values.pop("ch4")
        else:
            values["ch4"] = ch4 + (n - BEGINS) * 0.001
        return _with(reading, values=values)

    return change


def _with(reading: Reading, **changes: object) -> Reading:
    fields = {name: getattr(reading, name) for name in Reading.__struct_fields__}
    return Reading(**(fields | changes))


def stuck(reading: Reading, n: int) -> Reading:
    del n
    return _with(reading, values={**reading.values, "ch4": 2.0})


def dead(reading: Reading, n: int) -> Reading:
    del n
    return _with(reading, values={**reading.values, "ch4": 0.0})


def slow_clock(reading: Reading, n: int) -> Reading:
    del n
    return _with(reading, at=reading.at - timedelta(minutes=10))


def rebooted(reading: Reading, n: int) -> Reading:
    cold = {"ch4": 0.3 + n / 1000} if n - BEGINS < 3 else {}
    return _with(reading, boot="b2", seq=n - BEGINS, values={**reading.values, **cold})


def spiking(reading: Reading, n: int) -> Reading:
    value = 0.2 + n / 1000 if (n - BEGINS) % 2 == 0 else 4.0 - n / 1000
    return _with(reading, values={**reading.values, "ch4": value})


def resent_otherwise(reading: Reading, n: int) -> Reading:
    return _with(
        reading, seq=BEGINS - 1, at=after((BEGINS - 1) * INTERVAL), values={"ch4": 0.1 + n, "o2": 20.9}
    )


FAULTS = {
    "calibration overdue": Fault(
        Doubt.CALIBRATION_OVERDUE,
        says(0.3),
        SensorChecks(
            calibrated_at=after(BEGINS * INTERVAL - 1 - 86_400 * 180),
            bump_tested_at=after(-3600),
            acknowledged_at=after(-3600),
        ),
    ),
    "bump test overdue": Fault(
        Doubt.BUMP_TEST_OVERDUE,
        says(0.3),
        SensorChecks(
            calibrated_at=after(-86_400),
            bump_tested_at=after(BEGINS * INTERVAL - 1 - 86_400),
            acknowledged_at=after(-3600),
        ),
    ),
    "warming up": Fault(Doubt.WARMING_UP, rebooted),
    "stuck": Fault(Doubt.STUCK, stuck),
    "negative": Fault(Doubt.NEGATIVE, says(-0.4)),
    "over range": Fault(Doubt.OVER_RANGE, says(5.0)),
    "dead, at nothing": Fault(Doubt.IMPLAUSIBLE_RATE, dead),
    "spiking": Fault(Doubt.IMPLAUSIBLE_RATE, spiking),
    "slow clock": Fault(Doubt.CLOCK_SKEW, slow_clock),
    "without oxygen": Fault(Doubt.OXYGEN_STARVED, says(0.2, o2=6.0)),
    "silent": Fault(Doubt.SILENT, says(None)),
    "resent with another value": Fault(Doubt.CONFLICTING, resent_otherwise),
}


def the_stream(fault: Fault, seed: int) -> list[Reading]:
    """A gas head in two to four per cent of methane, whose sensor fails at one moment."""
    dice = random.Random(seed)  # noqa: S311 - a seeded stream, no secret
    stream = []
    level = dice.uniform(1.8, 2.2)
    for n in range(ENDS):
        at = after(n * INTERVAL)
        level = min(max(level + dice.gauss(0, 0.03), 1.5), 2.5)
        reading = Reading(
            tenant=TENANT,
            site=SITE,
            device=DEVICE,
            profile=PROFILE,
            profile_version=1,
            boot="b1",
            seq=n,
            at=at,
            arrived=at + timedelta(seconds=dice.uniform(0.05, 1.0)),
            values={"ch4": level + dice.gauss(0, 0.01), "o2": dice.uniform(20.6, 21.0)},
        )
        stream.append(fault.change(reading, n) if n >= BEGINS else reading)
    return stream


def live(fault: Fault, stream: list[Reading]) -> list[Reading]:
    """Each reading as it is thought of when it comes, one at a time."""
    trail, sensors, judged = Trail(), sensors_of(HEAD, {"ch4": fault.checks}), []
    for n, reading in enumerate(stream):
        rows, _ = advance(trail, [Delivered(f"m{n}", [reading])], now_s=n)
        judged += [row.reading for row in doubted(trail, rows, sensors, suspect=False)]
    return judged


def is_flagged(fault: Fault, judged: list[Reading]) -> bool:
    within = judged[BEGINS : BEGINS + 3]  # at the fault, one interval later, two intervals later
    found = [doubt for reading in within for doubts in reading.doubts.values() for doubt in doubts]
    return fault.doubt in found


def ends_the_alarm(judged: list[Reading]) -> bool:
    judge = Judge(rule_pack().rules)
    said = [signal for reading in judged[BEGINS:] for signal in judge([reading], {KEY: HEAD})]
    return any(isinstance(signal, ConditionNormal) and signal.rule.startswith("ch4") for signal in said)


@pytest.mark.parametrize("name", FAULTS)
def test_a_fault_is_flagged_within_two_intervals_and_ends_no_alarm(name: str) -> None:
    fault = FAULTS[name]
    streams = [the_stream(fault, seed) for seed in range(SEEDS)]

    judged = [live(fault, stream) for stream in streams]

    assert [seed for seed, each in enumerate(judged) if ends_the_alarm(each)] == []
    assert sum(is_flagged(fault, each) for each in judged) >= 0.99 * SEEDS


@pytest.mark.parametrize("name", FAULTS)
def test_settled_trust_finds_the_fault_whatever_the_order_was(name: str) -> None:
    fault = FAULTS[name]
    stream = the_stream(fault, 1)
    shuffled = sorted(stream, key=lambda reading: hash(reading.arrived))

    settled = settled_doubts(shuffled, {KEY: HEAD}, {"ch4": fault.checks})

    assert settled == settled_doubts(stream, {KEY: HEAD}, {"ch4": fault.checks})
    found = {doubt for reading in settled for doubts in reading.doubts.values() for doubt in doubts}
    assert fault.doubt in found


def test_a_healthy_sensor_is_not_doubted() -> None:
    healthy = Fault(Doubt.STUCK, lambda reading, _: reading)

    judged = [reading for seed in range(SEEDS) for reading in live(healthy, the_stream(healthy, seed))]

    warm = [reading for reading in judged if reading.at - NOON >= timedelta(seconds=25)]
    assert [reading.doubts for reading in warm if reading.doubts] == []


def test_an_over_range_head_is_believed_again_when_it_was_calibrated_and_answered_for() -> None:
    stream = the_stream(Fault(Doubt.OVER_RANGE, lambda reading, _: reading), 3)
    stream[5] = _with(stream[5], values={"ch4": 5.0, "o2": 20.9})
    answered = SensorChecks(after(80), after(-3600), after(90))
    calibrated = SensorChecks(after(80), after(-3600), after(-3600))

    trusted = {
        checks: [trust_in(each, "ch4") for each in settled_doubts(stream, {KEY: HEAD}, {"ch4": checks})][8:]
        for checks in (answered, calibrated)
    }

    assert set(trusted[answered]) == {Trust.GOOD}
    assert set(trusted[calibrated]) == {Trust.BAD}
