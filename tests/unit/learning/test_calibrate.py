import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from spotter.learning import calibrate

ROWS = st.lists(st.tuples(st.booleans(), st.integers(0, 9)), min_size=2, max_size=40)


@given(ROWS, st.integers(0, 10))
def test_the_line_is_the_lowest_that_keeps_the_alarm_budget(
    rows: list[tuple[bool, int]], allowed: int
) -> None:
    target = np.array([float(one) for one, _ in rows])
    scores = np.array([score / 10 for _, score in rows])

    line = calibrate.within_alarm_budget(target, scores, allowed=allowed)

    false = {at: int(((scores >= at) & (target == 0)).sum()) for at in scores}
    keeping = [at for at, count in false.items() if count <= allowed]
    assert line.value == min(keeping, default=np.nextafter(scores.max(), np.inf))
    assert line.false_alarms == false.get(line.value, 0)


@given(ROWS)
def test_no_line_has_a_better_f1_than_the_chosen_one(rows: list[tuple[bool, int]]) -> None:
    target = np.array([float(one) for one, _ in rows])
    scores = np.array([score / 10 for _, score in rows])

    def f1(line: float) -> float:
        raised = scores >= line
        total = raised.sum() + target.sum()
        return float(2 * target[raised].sum() / total) if total else 0.0

    assert f1(calibrate.best_f1(target, scores).value) == pytest.approx(max(map(f1, scores)))


def test_a_budget_no_line_can_keep_raises_no_alarm_at_all() -> None:
    line = calibrate.within_alarm_budget(np.array([0.0, 1.0]), np.array([0.9, 0.1]), allowed=0)

    assert line.value > 0.9
    assert (line.recall, line.false_alarms) == (0.0, 0)


def test_hours_add_up_over_devices_whatever_their_pace() -> None:
    times = np.concatenate([np.arange(0, 3600, 10.0), np.arange(0, 7200, 60.0)])
    devices = np.repeat([0, 1], [360, 120])

    assert calibrate.device_hours(times, devices) == pytest.approx(3.0)


def test_accuracy_and_f1_draw_different_lines() -> None:
    target = np.array([0.0] * 6 + [1.0, 0.0, 0.0, 1.0])
    scores = np.linspace(0.1, 1.0, 10)

    assert calibrate.best_accuracy(target, scores).value >= calibrate.best_f1(target, scores).value


@pytest.mark.parametrize(
    ("hits", "cases", "low"), [(9, 10, 0.596), (90, 100, 0.826), (0, 5, 0.0), (0, 0, 0.0)]
)
def test_a_recall_is_only_as_sure_as_there_were_cases(hits: int, cases: int, low: float) -> None:
    assert calibrate.surely(hits / max(cases, 1), cases) == pytest.approx(low, abs=0.001)
