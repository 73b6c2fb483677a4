"""Labels from what people said of alarms."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from spotter.contracts.alarms import ReasonCode
from spotter.contracts.labels import Interval
from spotter.contracts.names import DeviceName
from spotter.domain.alarm_labels import Disposition, labelled

START = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)
BEFORE, AFTER = timedelta(seconds=10), timedelta(seconds=20)
HELMET = DeviceName("helmet-7")


def said(reason: ReasonCode | None, at: int, *, delay: int = 60) -> Disposition:
    event = START + timedelta(seconds=at)
    return Disposition(HELMET, event, reason, event + timedelta(seconds=delay) if reason else None)


def around(at: int, until: int | None = None) -> Interval:
    end = START + timedelta(seconds=at if until is None else until) + AFTER
    return Interval(HELMET, START + timedelta(seconds=at) - BEFORE, end)


def test_true_alarms_are_positive_and_false_ones_negative() -> None:
    found = labelled(
        [said(ReasonCode.TRUE_ALARM, 0), said(ReasonCode.FALSE_ALARM, 100)], before=BEFORE, after=AFTER
    )

    assert found.positive == (around(0),)
    assert found.negative == (around(100),)
    assert found.excluded == ()
    assert found.noise == 0
    assert found.counts == {"false_alarm": 1, "true_alarm": 1}


@pytest.mark.parametrize("reason", [None, *(each for each in ReasonCode if not each.endswith("e_alarm"))])
def test_what_is_neither_is_left_out(reason: ReasonCode | None) -> None:
    found = labelled([said(reason, 0)], before=BEFORE, after=AFTER)

    assert (found.positive, found.negative) == ((), ())
    assert found.excluded == (around(0),)
    assert found.delays_s == ()
    assert found.noise is None


def test_time_that_is_called_both_is_noise_and_left_out() -> None:
    found = labelled(
        [said(ReasonCode.TRUE_ALARM, 0), said(ReasonCode.FALSE_ALARM, 15)], before=BEFORE, after=AFTER
    )

    (both,) = found.excluded
    assert (both.end - both.start).total_seconds() == 15
    assert found.noise == pytest.approx(15 / 45)


def test_the_delay_is_from_the_event_to_what_was_said_of_it() -> None:
    found = labelled(
        [said(ReasonCode.TRUE_ALARM, at, delay=delay) for at, delay in ((0, 60), (500, 20), (900, 100))],
        before=BEFORE,
        after=AFTER,
    )

    assert found.delay_p50_s == 60
    assert max(found.delays_s) == 100
