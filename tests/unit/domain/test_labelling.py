from datetime import timedelta

from builders.learning import FALL, START, a_reading, a_stream
from spotter.contracts.labels import AheadLabel, Interval, LevelsLabel, MarkedLabel, ValueLabel
from spotter.contracts.names import DeviceName
from spotter.domain.labelling import labels


def an_interval(start_s: float, end_s: float, *, device: str = "band-1") -> Interval:
    start, end = (START + timedelta(seconds=second) for second in (start_s, end_s))
    return Interval(DeviceName(device), start, end)


def test_a_window_is_positive_when_it_overlaps_a_marked_interval_long_enough() -> None:
    stream = a_stream([0.0] * 8)

    found = labels(MarkedLabel(FALL, overlap_s=1.0), stream, length_s=2.0, marked=[an_interval(2.5, 4.0)])

    assert found == [0, 0, 0, 0, 1, 1, 0, 0]


def test_an_interval_of_another_device_says_nothing() -> None:
    marked = [an_interval(0, 5, device="band-2")]

    assert labels(MarkedLabel(FALL), a_stream([0.0] * 3), length_s=2.0, marked=marked) == [0, 0, 0]


def test_what_two_people_marked_counts_once() -> None:
    twice = [an_interval(1.0, 1.3), an_interval(1.0, 1.3)]

    assert 1 not in labels(MarkedLabel(FALL, overlap_s=0.5), a_stream([0.0] * 4), length_s=2.0, marked=twice)


def test_a_touching_interval_is_no_overlap_even_when_none_is_asked_for() -> None:
    found = labels(
        MarkedLabel(FALL, overlap_s=0.0), a_stream([0.0] * 3), length_s=1.0, marked=[an_interval(1, 2)]
    )

    assert found == [0, 0, 1]


def test_a_window_that_touches_excluded_time_has_no_label() -> None:
    stream, marked, drill = a_stream([0.0] * 6), [an_interval(1, 2)], [an_interval(3.5, 3.6)]

    found = labels(MarkedLabel(FALL), stream, length_s=1.0, marked=marked, excluded=drill)

    assert found == [0, 0, 1, 0, None, 0]


def test_ahead_is_positive_while_the_limit_will_be_reached_within_the_horizon() -> None:
    stream = a_stream([0.0, 0.0, 0.0, 9.0, 0.0, 0.0, 0.0])

    found = labels(AheadLabel("g", limit=5.0, horizon_s=2.0), stream, length_s=1.0)

    assert found == [0, 1, 1, 0, 0, None, None]


def test_ahead_does_not_know_what_a_silent_device_would_have_said() -> None:
    stream = [a_reading(0, g=0.0), a_reading(1, g=0.0), a_reading(60, g=9.0), a_reading(63, g=0.0)]

    found = labels(AheadLabel("g", limit=5.0, horizon_s=2.0), stream, length_s=1.0)

    assert found == [None, None, None, None]


def test_a_value_is_the_highest_within_the_horizon() -> None:
    stream = a_stream([0.0, 3.0, 1.0, 9.0, 2.0, 0.5, 0.0])

    found = labels(ValueLabel("g", limit=5.0, horizon_s=2.0), stream, length_s=1.0)

    assert found == [3.0, 9.0, 9.0, 2.0, 0.5, None, None]


def test_a_level_counts_the_limits_that_will_be_reached() -> None:
    stream = a_stream([0.0, 3.0, 1.0, 9.0, 2.0, 0.5, 0.0])

    found = labels(LevelsLabel("g", limits=(2.0, 9.0), horizon_s=2.0), stream, length_s=1.0)

    assert found == [1, 2, 2, 1, 0, None, None]
