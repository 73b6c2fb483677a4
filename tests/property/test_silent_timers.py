"""A pending timer fires although its device falls silent, when it would have with a later reading."""

from __future__ import annotations

import os
from datetime import datetime, timedelta
from random import Random

import msgspec
import pytest

from builders.alarm_path import NOON, SITE, TENANT
from builders.rules import a_stream, known
from spotter.contracts.names import subject_of
from spotter.contracts.readings import Reading
from spotter.domain.rules.episodes import episodes
from spotter.domain.rules.memory import Memory
from spotter.domain.rules.taking import milliseconds, moment
from spotter.domain.rules.timed import About, TimedJudge
from spotter.stores.rulebook import in_packs

SEEDS = int(os.environ.get("SPOTTER_TIMER_SEEDS", "60"))
FALL = tuple(rule for rule in in_packs(["lone-worker"]) if rule.name == "lone-fall")
PROFILES = known(*FALL)
ABOUT = About(TENANT, SITE, subject_of("device", "d"))
CALM = {"impact": 0.0, "motion": 1.0, "speed": 0.0, "cancel": 0.0}
FALLEN = CALM | {"impact": 1.0, "motion": 0.0}


def cut_off(seed: int) -> list[Reading]:
    """A worker moves, sometimes falls, sometimes cancels; then the device is dead."""
    random, said = Random(seed), list[dict[str, float] | float]()  # noqa: S311 - a simulation, not a secret
    still = False
    for _ in range(random.randrange(1, 40)):
        still = random.random() < (0.8 if still else 0.15)
        values = {"impact": float(random.random() < 0.2), "motion": float(not still)}
        said.append(CALM | values | {"cancel": float(random.random() < 0.04)})
    return a_stream(said, every_s=5.0)


def remembered(readings: list[Reading]) -> tuple[TimedJudge, Memory]:
    judge, memory = TimedJudge(FALL), Memory()
    judge.take(memory, readings, PROFILES)
    return judge, judge.pruned(memory)


def after_the_last(readings: list[Reading], now: datetime) -> set[datetime]:
    """When alarms stand that a later reading with the same values would show to last beyond the silence."""
    last = readings[-1]
    later = msgspec.structs.replace(last, seq=last.seq + 1, at=now, arrived=now)
    return {
        each.start
        for each in episodes(FALL, [*readings, later], PROFILES)
        if last.at < each.last_active and each.start < now
    }


def test_a_fall_after_which_the_device_is_dead_alarms_when_its_cancel_window_is_over() -> None:
    judge, memory = remembered(a_stream([CALM, FALLEN], every_s=5.0))
    due = judge.due(memory)

    assert due is not None
    assert moment(due) == NOON + timedelta(seconds=35)
    assert judge.overdue(ABOUT, memory, now=due - 1) == []
    assert [each.first_at for each in judge.overdue(ABOUT, memory, now=due)] == [moment(due)]


def test_what_was_cancelled_or_never_began_is_never_due() -> None:
    for readings in (a_stream([CALM] * 9), a_stream([CALM, FALLEN, CALM | {"impact": 1.0}], every_s=5.0)):
        judge, memory = remembered(readings)
        assert judge.due(memory) is None
        assert judge.overdue(ABOUT, memory, now=memory.newest + 3_600_000) == []


@pytest.mark.parametrize("seed", range(SEEDS))
def test_wherever_a_stream_is_cut_off_the_alarm_begins_as_if_a_later_reading_had_come(seed: int) -> None:
    readings = cut_off(seed)
    judge, memory = remembered(readings)
    due = judge.due(memory)
    for wait_s in (1, 17, 31, 45, 61, 100, 119):
        now = readings[-1].at + timedelta(seconds=wait_s)
        said = {each.first_at for each in judge.overdue(ABOUT, memory, now=milliseconds(now) - 1)}
        assert said == after_the_last(readings, now)
        if said and min(said) > readings[-1].at:
            assert due is not None
            assert min(said) == moment(due)
