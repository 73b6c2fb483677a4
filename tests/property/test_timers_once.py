"""Timers that run out in silence: once, whatever dies, and the same beside readings as without a sweep."""

from __future__ import annotations

from contextlib import suppress
from itertools import count

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from builders.alarm_path import after
from builders.crashes import Crash, Fuse
from builders.timers import CALM, CANCELLED, FALLEN, STILL, WHOLE, Timers
from spotter.contracts.alarms import Alarm

LINES = (CALM, STILL, FALLEN, CANCELLED)


def end_of(alarms: list[Alarm]) -> list[tuple[object, ...]]:
    """What the ledger says of danger; not who was told when."""
    return [
        (each.id, each.state, each.active, each.occurrence, each.raised_at, each.last_active_at)
        for each in alarms
    ]


def paged(site: Timers) -> list[str]:
    return sorted(page.address for page in site.pager.outbox)


def a_fall(*, crash_at: int, fuse: int) -> tuple[Timers, bool]:
    """A fall and then nothing more; the process of one step dies, and the step comes again."""
    site, crashed = Timers(), False
    for step, (at, values) in enumerate(((0.0, CALM), (5.0, FALLEN), (40.0, None))):
        site.now = after(at)
        body = site.says(at, values) if values is not None else None
        for calls in (fuse if step == crash_at else WHOLE, WHOLE):
            try:
                if body is None:
                    site.sweep(Fuse(calls))
                else:
                    site.ingest(Fuse(calls))({f"m{step}": body})
                break
            except Crash:
                crashed = True
    return site, crashed


@pytest.mark.parametrize("crash_at", range(3))
def test_a_crash_after_any_call_of_ingest_or_sweep_loses_no_fall_and_doubles_none(crash_at: int) -> None:
    whole, _ = a_fall(crash_at=-1, fuse=WHOLE)
    expected = end_of(whole.alarms())
    assert len(expected) == 1

    for calls in count(1):
        site, crashed = a_fall(crash_at=crash_at, fuse=calls)
        site.sweep()
        assert end_of(site.alarms()) == expected
        assert paged(site) == paged(whole)
        if not crashed:
            break
    assert calls > 2


@settings(max_examples=60, deadline=None)
@given(
    st.lists(st.tuples(st.integers(2, 25), st.sampled_from(LINES)), min_size=2, max_size=14),
    st.sampled_from([1, 2, 5]),
)
def test_sweeps_between_readings_that_come_in_time_change_nothing(
    said: list[tuple[int, dict[str, float]]], every: int
) -> None:
    """The clock runs second by second; readings are heard when they are measured, and end with a calm one."""
    swept, unswept, at = Timers(), Timers(), 0
    for wait, values in [*said, (10, CALM), (10, CALM)]:
        for second in range(at, at + wait):
            swept.now = after(second)
            if second % every == 0:
                swept.sweep()
                swept.alarms()
        at += wait
        for site in (swept, unswept):
            site.hear(at, values)
            site.alarms()

    assert end_of(swept.alarms()) == end_of(unswept.alarms())


@settings(max_examples=40, deadline=None)
@given(
    st.lists(st.tuples(st.integers(2, 25), st.sampled_from(LINES)), min_size=1, max_size=10),
    st.lists(st.integers(0, 9), max_size=4),
)
def test_however_often_it_is_swept_after_the_last_word_it_is_one_and_the_same_alarm(
    said: list[tuple[int, dict[str, float]]], again: list[int]
) -> None:
    once, often, at = Timers(), Timers(), 0
    for wait, values in said:
        at += wait
        for site in (once, often):
            site.hear(at, values)
            site.alarms()

    for site in (once, often):
        site.now = after(at + 200)
    once.sweep()
    for number in (*again, 9):
        with suppress(Crash):
            often.sweep(Fuse(number + 1))
    often.sweep()

    assert end_of(often.alarms()) == end_of(once.alarms())
    assert paged(often) == paged(once)
