import math
from datetime import timedelta

import pytest

from builders.learning import PROFILE, START, TENANT, a_profile, a_reading, a_stream, a_window
from spotter.contracts.feature_sets import FeatureSet
from spotter.contracts.features import Statistic
from spotter.contracts.learning import WindowSpec
from spotter.domain.feature_words import described
from spotter.domain.features import feature_rows, in_order


def features_of_last(values: list[float], *, length_s: float = 100.0) -> dict[str, float]:
    spec = WindowSpec(("g",), length_s)
    *_, last = feature_rows(a_stream(values), spec)
    return dict(zip(spec.feature_names, last, strict=True))


def test_each_statistic_says_what_its_name_says() -> None:
    found = features_of_last([1.0, 3.0, 5.0, 3.0])

    assert found["g__last"] == 3.0
    assert found["g__mean"] == 3.0
    assert found["g__min"] == 1.0
    assert found["g__max"] == 5.0
    assert found["g__range"] == 4.0
    assert found["g__sd"] == pytest.approx(math.sqrt(2))
    assert found["g__slope"] == pytest.approx(0.8)


def test_a_window_reaches_back_its_length_and_no_further() -> None:
    found = features_of_last([9.0, 1.0, 2.0, 3.0], length_s=3.0)

    assert found["g__max"] == 3.0


def test_a_channel_that_said_nothing_in_the_window_is_missing() -> None:
    stream = [a_reading(0, g=1.0), a_reading(10, worn=True)]

    _, last = feature_rows(stream, a_window("g", length_s=5.0))

    assert all(math.isnan(value) for value in last)


def test_one_value_has_no_slope_and_no_spread() -> None:
    found = features_of_last([4.0])

    assert math.isnan(found["g__slope"])
    assert found["g__sd"] == 0.0


def test_booleans_count_as_zero_and_one_and_texts_as_missing() -> None:
    stream = [a_reading(0, worn=True, note="ok"), a_reading(1, worn=False, note="ok")]

    *_, last = feature_rows(stream, WindowSpec(("worn", "note"), 10.0, (Statistic.MEAN,)))

    assert last[0] == 0.5
    assert math.isnan(last[1])


def test_a_value_that_no_sensor_can_say_does_not_overflow() -> None:
    found = features_of_last([1.0, 1e308, 2.0])

    assert found["g__max"] == 2.0


def test_of_repeats_the_one_that_arrived_first_stays() -> None:
    first = a_reading(1, at=START, g=1.0)
    again = a_reading(1, at=START, late_by=timedelta(hours=1), g=2.0)

    assert in_order([again, first]) == [first]


def test_only_wanted_rows_are_computed() -> None:
    rows = list(feature_rows(a_stream([1.0, 2.0, 3.0]), a_window(), wanted={1}))

    assert [row[0] for row in rows] == [2.0]


def test_the_air_has_the_unit_of_the_sensor_that_measures_it() -> None:
    window = WindowSpec(("g", "air.ch4"), 10.0, (Statistic.MEAN, Statistic.SLOPE))
    features = FeatureSet(TENANT, "worker", "A worker", PROFILE, window, "ada", START)

    units = {each.name: each.unit for each in described(features, a_profile())}

    assert units["g__mean"] == "g"
    assert (units["air.ch4__mean"], units["air.ch4__slope"]) == ("sensor's", "sensor's/s")
