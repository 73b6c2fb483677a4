"""Statistics of a window: values that are known from elsewhere, and what an empty or a still window says."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from spotter.contracts.features import Statistic
from spotter.domain.statistics import MEANINGS, correlation, quantile, statistic

SECOND = 1_000_000
EVERY_TENTH = list(range(0, 200 * SECOND // 10, SECOND // 10))
"""Ten values a second for twenty seconds."""


def of(name: Statistic, values: list[float], *, step: int = SECOND) -> float:
    micros = [step * place for place in range(len(values))]
    return statistic(name, values, micros, micros[-1] if micros else 0)


def test_a_sine_has_its_own_frequency_to_the_width_of_a_line() -> None:
    values = [9.81 + math.sin(2 * math.pi * 1.25 * moment / SECOND) for moment in EVERY_TENTH]

    found = statistic(Statistic.FREQUENCY, values, EVERY_TENTH, EVERY_TENTH[-1])

    assert found == pytest.approx(1.25, abs=10 / 256 / 2)


@settings(deadline=None)
@given(st.lists(st.floats(-1e3, 1e3), min_size=8, max_size=300))
def test_the_frequency_is_that_of_numpys_strongest_line(values: list[float]) -> None:
    size = 1 << (len(values) - 1).bit_length()
    offsets = np.array(values) - math.fsum(values) / len(values)
    power = np.abs(np.fft.rfft(offsets, size)[1:]) ** 2

    found = of(Statistic.FREQUENCY, values)

    if math.isnan(found):
        assert power.max() < 1e-6
    else:
        assert power[round(found * size) - 1] == pytest.approx(power.max(), rel=1e-6)


@settings(deadline=None)
@given(st.lists(st.floats(-1e6, 1e6), min_size=1, max_size=50), st.sampled_from([0.1, 0.25, 0.5, 0.75, 0.9]))
def test_quantiles_are_numpys(values: list[float], share: float) -> None:
    assert quantile(values, share) == pytest.approx(float(np.quantile(values, share)), rel=1e-12, abs=1e-9)


def test_energy_is_the_mean_of_squares_and_jerk_the_mean_rate_of_change() -> None:
    assert of(Statistic.ENERGY, [3.0, 4.0]) == 12.5
    assert of(Statistic.JERK, [0.0, 2.0, 1.0], step=SECOND // 2) == 3.0


def test_crossings_are_counted_about_the_mean_so_that_gravity_hides_no_shake() -> None:
    assert of(Statistic.CROSSINGS, [9.0, 11.0, 9.0, 11.0, 11.0, 11.0]) == 3.0
    assert of(Statistic.CROSSINGS, [5.0, 5.0, 5.0]) == 0.0


def test_the_time_since_an_event_is_counted_from_its_last_value() -> None:
    assert statistic(Statistic.SINCE, [1.0, 0.0, 0.0], [0, SECOND, 2 * SECOND], 5 * SECOND) == 5.0
    assert math.isnan(of(Statistic.SINCE, [0.0, 0.0]))


def test_an_empty_window_has_no_values_and_counts_none() -> None:
    said = {name: of(name, []) for name in Statistic}

    assert said.pop(Statistic.COUNT) == 0.0
    assert all(map(math.isnan, said.values()))


def test_correlation_is_that_of_numpy_and_nothing_where_one_stands_still() -> None:
    one, other = [1.0, 2.0, 4.0, 3.0], [2.0, 1.0, 8.0, 5.0]

    assert correlation(one, other) == pytest.approx(float(np.corrcoef(one, other)[0, 1]))
    assert math.isnan(correlation(one, [3.0] * 4))
    assert math.isnan(correlation([], []))


def test_every_statistic_is_explained_with_its_unit() -> None:
    assert set(MEANINGS) == set(Statistic)
