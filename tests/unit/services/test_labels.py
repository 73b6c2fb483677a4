"""Marking stretches of time."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from spotter.contracts.labels import Interval
from spotter.contracts.names import DeviceName
from spotter.services.mark_label import merged

START = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)


def seconds(start: int, end: int, device: str = "a") -> Interval:
    return Interval(DeviceName(device), START + timedelta(seconds=start), START + timedelta(seconds=end))


intervals = st.builds(
    lambda start, length, device: seconds(start, start + length, device),
    st.integers(0, 40),
    st.integers(1, 10),
    st.sampled_from(["a", "b"]),
)


def covered(several: tuple[Interval, ...] | list[Interval]) -> set[tuple[str, int]]:
    return {
        (each.device, second)
        for each in several
        for second in range(
            int((each.start - START).total_seconds()), int((each.end - START).total_seconds())
        )
    }


@given(st.lists(intervals))
def test_merging_covers_the_same_time_and_nothing_twice(several: list[Interval]) -> None:
    result = merged(several)

    assert covered(result) == covered(several)
    lengths = sum(int((each.end - each.start).total_seconds()) for each in result)
    assert lengths == len(covered(result))


@given(st.lists(intervals))
def test_neither_order_nor_repetition_matters(several: list[Interval]) -> None:
    assert merged([*reversed(several), *several]) == merged(several)
    assert merged(merged(several)) == merged(several)


def test_intervals_that_touch_stay_two() -> None:
    assert merged([seconds(0, 5), seconds(5, 9)]) == (seconds(0, 5), seconds(5, 9))


def test_intervals_of_different_devices_stay_apart() -> None:
    assert merged([seconds(0, 5, "b"), seconds(2, 9, "a")]) == (seconds(2, 9, "a"), seconds(0, 5, "b"))
