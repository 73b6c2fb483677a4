import numpy as np
import pytest
from scipy.signal import savgol_filter
from sklearn.linear_model import LinearRegression

from builders.recipes import a_recipe, one_column
from spotter.contracts.recipes import Recipe
from spotter.errors import Invalid
from spotter.learning.arrays import Floats
from spotter.learning.prepare.fit import fit
from spotter.learning.prepare.sheets import Sheet

NAN = np.nan


def smooth(
    recipe: Recipe, values: Floats, times: Floats | None = None, devices: Floats | None = None
) -> Floats:
    return fit(one_column(*values, times=times, devices=devices), recipe).sheet.columns["x"]


@pytest.mark.parametrize("causal", [True, False])
def test_a_straight_line_stays_itself(causal: bool) -> None:  # noqa: FBT001 - a claim about both
    line = 3.0 + 2.0 * np.arange(30.0)

    said = smooth(a_recipe({"step": "smooth_linear", "window": 6, "causal": causal}), line)

    assert np.allclose(said, line)


def test_the_local_line_is_that_of_scikit_learn_at_uneven_times() -> None:
    rng = np.random.default_rng(0)
    times, values = np.cumsum(rng.uniform(0.2, 2.0, 60)), rng.normal(size=60)

    said = smooth(a_recipe({"step": "smooth_linear", "window": 6.0}), values, times)

    for at in range(60):
        inside = (times > times[at] - 6.0) & (times <= times[at])
        line = LinearRegression().fit(times[inside, None], values[inside])
        assert said[at] == pytest.approx(line.predict(times[[at], None])[0], abs=1e-8)


def test_noise_becomes_smaller_and_the_trend_stays() -> None:
    rng = np.random.default_rng(0)
    trend = np.sin(np.arange(600) / 60)
    noisy = trend + rng.normal(scale=0.3, size=600)

    for step in ("smooth_linear", "smooth_median"):
        said = smooth(a_recipe({"step": step, "window": 25, "causal": False}), noisy)
        assert np.std(said - trend) < 0.5 * np.std(noisy - trend)


def test_savitzky_golay_is_that_of_scipy() -> None:
    values = np.random.default_rng(0).normal(size=50)

    said = smooth(a_recipe({"step": "smooth_savgol", "rows": 7, "degree": 2, "causal": False}), values)

    assert np.allclose(said[3:-3], savgol_filter(values, 7, 2)[3:-3])
    assert np.array_equal(said[:3], values[:3])


def test_a_causal_polynomial_is_read_at_the_end_of_its_window() -> None:
    parabola = (np.arange(30.0) - 7) ** 2

    assert np.allclose(
        smooth(a_recipe({"step": "smooth_savgol", "rows": 7, "degree": 2}), parabola), parabola
    )


def test_a_single_spike_goes_and_everything_else_stays() -> None:
    values = np.sin(np.arange(60) / 5)
    spiked = values.copy()
    spiked[30] = 25.0

    said = smooth(a_recipe({"step": "outliers_hampel", "window": 9, "causal": False}), spiked)
    holes = smooth(
        a_recipe({"step": "outliers_hampel", "window": 9, "causal": False, "instead": "missing"}), spiked
    )

    assert abs(said[30] - values[30]) < 0.3
    assert np.isnan(holes[30])
    assert np.sum(said != spiked) <= 3


@pytest.mark.parametrize("step", ["smooth_linear", "smooth_median", "outliers_hampel", "smooth_savgol"])
def test_no_window_reaches_into_another_device(step: str) -> None:
    rng = np.random.default_rng(0)
    devices = np.repeat([0.0, 1.0], 20)
    times = np.tile(np.arange(20.0), 2)
    one, other = rng.normal(size=20), rng.normal(size=20)

    both = smooth(a_recipe({"step": step}), np.concatenate([one, 1e6 + other]), times, devices)
    alone = smooth(a_recipe({"step": step}), one, times[:20])

    assert np.array_equal(both[:20], alone)


def test_what_is_missing_stays_missing_for_a_step_that_fills() -> None:
    said = smooth(a_recipe({"step": "smooth_linear", "window": 3}), np.array([1.0, NAN, 3.0, 4.0]))

    assert np.isnan(said).tolist() == [False, True, False, False]


def test_rows_in_any_order_are_smoothed_in_the_order_of_time() -> None:
    rng = np.random.default_rng(0)
    values, times, shuffled = rng.normal(size=40), np.arange(40.0), rng.permutation(40)
    recipe = a_recipe({"step": "smooth_median", "window": 5})

    assert np.array_equal(
        smooth(recipe, values[shuffled], times[shuffled]), smooth(recipe, values, times)[shuffled]
    )


@pytest.mark.parametrize(
    ("take", "expected"),
    [
        ("mean", [2.0, 10.0, 7.0]),
        ("maximum", [3.0, 10.0, 7.0]),
        ("minimum", [1.0, 10.0, 7.0]),
        ("last", [3.0, 10.0, 7.0]),
    ],
)
def test_a_stretch_of_a_devices_time_becomes_one_row(take: str, expected: list[float]) -> None:
    sheet = Sheet(
        {"x": np.array([1.0, 3.0, 10.0, 7.0])},
        np.arange(4),
        devices=np.array([0.0, 0.0, 0.0, 1.0]),
        times=np.array([0.0, 5.0, 12.0, 3.0]),
        target=np.array([0.0, 1.0, 0.0, 1.0]),
        task="binary",
    )

    after = fit(sheet, a_recipe({"step": "resample", "every": 10, "take": take})).sheet

    assert after.columns["x"].tolist() == expected
    assert after.rows.tolist() == [1, 2, 3]
    assert after.target is not None
    assert after.target.tolist() == [1.0, 0.0, 1.0]


def test_resampling_needs_time() -> None:
    with pytest.raises(Invalid, match="needs a time column"):
        fit(one_column(1.0, 2.0), a_recipe({"step": "resample", "every": 2}))


def test_a_window_with_too_many_rows_is_refused() -> None:
    with pytest.raises(Invalid, match="holds more than 1000 rows"):
        smooth(a_recipe({"step": "smooth_median", "window": 5_000}), np.arange(2_000.0))
