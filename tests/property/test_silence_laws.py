"""Silence that outlasts its timeout is always alarmed, and chatter never, in whatever order all comes."""

from __future__ import annotations

from itertools import pairwise

from hypothesis import given, settings
from hypothesis import strategies as st

from builders.watch import INTERVAL_S, TIMEOUT_S, Watch, said, seconds
from spotter.contracts.alarms import ConditionActive

STEP_S = 5.0
gaps = st.lists(st.floats(1, 200), min_size=1, max_size=12)


@settings(max_examples=60, deadline=None)
@given(gaps, st.floats(0.1, STEP_S))
def test_silence_longer_than_the_timeout_is_alarmed_within_a_step_and_never_chatters(
    waits: list[float], phase: float
) -> None:
    watch = Watch()
    told: list[float] = []
    ended: list[float] = []
    heard = [0.0]
    for wait in waits:
        heard.append(heard[-1] + wait)
    now, due = phase, list(heard)
    while now < heard[-1] + 2 * TIMEOUT_S:
        while due and due[0] <= now:
            watch.hear(due.pop(0))
        for signal in watch.at(now):
            (told if isinstance(signal, ConditionActive) else ended).append(now)
        now += STEP_S

    for before, after_it in zip(heard, [*heard[1:], float("inf")], strict=True):
        if after_it - before >= TIMEOUT_S + STEP_S:
            over = [at for at in ended if at <= before + TIMEOUT_S]
            assert any(max(over, default=0.0) <= at <= before + TIMEOUT_S + STEP_S for at in told)
    for at in told:
        newest = max(each for each in heard if each <= at)
        assert at - newest >= TIMEOUT_S - 1e-3
    assert all(later - earlier > 30 for earlier, later in pairwise(ended))


@settings(max_examples=40, deadline=None)
@given(st.lists(st.floats(0.1, INTERVAL_S * 2.9), min_size=3, max_size=25))
def test_a_device_that_speaks_in_time_is_never_alarmed_in_whatever_order_its_readings_come(
    waits: list[float],
) -> None:
    watch, at = Watch(), 0.0
    for wait in waits:
        at += wait
        watch.hear(max(at - 10, 0.0), arrived=at)
        watch.hear(at)
        assert said(watch.at(at + 0.05)) == []


@settings(max_examples=40, deadline=None)
@given(st.permutations(list(range(0, 60, 5))), st.integers(1, 3))
def test_sweeping_more_often_or_in_bursts_changes_nothing(moments: list[int], times: int) -> None:
    watch = Watch()
    for moment in moments:
        watch.hear(float(moment))
    signals = [each for second in range(60, 200, 5) for _ in range(times) for each in watch.at(second)]

    assert said(signals) == ["silent: ch4, o2"]
    assert isinstance(signals[0], ConditionActive)
    assert seconds(signals[0].last_at) <= 55 + TIMEOUT_S + STEP_S
