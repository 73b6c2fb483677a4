"""Metrics of a family: quantiles, and recall at so many alarms a supervisor-shift."""

import numpy as np
import pytest

from builders.tables import a_lesson, a_table
from spotter.errors import Invalid
from spotter.learning.calibrate import surely
from spotter.learning.frames import Roles, frame_of
from spotter.learning.metrics import metric_for, metric_named, pinball
from spotter.learning.predictions import predict_table
from spotter.learning.shifts import SHIFT_S, alarm_budget
from spotter.learning.training import train_model


def test_the_best_constant_for_a_quantile_is_the_quantile() -> None:
    target = np.arange(101.0)

    costs = [pinball(target, np.full(101, value), level=0.9) for value in target]

    assert int(np.argmin(costs)) == 90


@pytest.mark.parametrize(("level", "least", "most"), [(0.1, 0.02, 0.25), (0.9, 0.75, 0.98)])
def test_a_quantile_is_exceeded_as_often_as_it_says(level: float, least: float, most: float) -> None:
    model = train_model(a_table(label="value"), a_lesson(metric=f"quantile_{level}", trials=4))
    fresh = a_table(2_000, seed=8, label="value")

    below = np.mean(fresh.columns["label"].values <= np.asarray(predict_table(model, fresh).values))  # type: ignore[union-attr]

    assert least < float(below) < most
    assert model.card.metric in model.card.scores


def test_recall_at_an_alarm_budget_leads_the_search_and_draws_the_line() -> None:
    lesson = a_lesson(
        roles=Roles("label", group="person", time="at"), metric="recall_at_40", holdout_share=0.3
    )

    card = train_model(a_table(), lesson).card

    recall, sure = card.scores["recall_at_40"], card.scores["recall_at_40_low"]
    assert 0 < sure < recall < 1
    assert card.scores["threshold_recall"] == recall
    assert {"recall_at_40", "recall_at_40_low"} <= set(card.holdout)


def test_shifts_are_counted_by_time_and_by_rows_where_there_is_none() -> None:
    timed = frame_of(a_table(), Roles("label", time="at"))  # 4,000 s: within one shift
    untimed = frame_of(a_table(), Roles("label", drop=("at",)))

    by_time, by_rows = alarm_budget("recall_at_3", timed), alarm_budget("recall_at_3", untimed)

    assert by_time is not None
    assert by_rows is not None
    assert SHIFT_S > 4_000
    assert by_time.alarms_a_row == 3 / 400
    assert by_rows.alarms_a_row == pytest.approx(3 / 1_000)


def test_no_more_alarms_than_allowed_are_counted() -> None:
    budget = alarm_budget("recall_at_3", frame_of(a_table(), Roles("label", time="at")))
    assert budget is not None
    target = np.array([1.0] * 5 + [0.0] * 395)
    scores = np.concatenate([np.linspace(1, 0.6, 5), np.linspace(0.5, 0, 395)])

    found = budget.scores(target, scores)

    assert found == {"recall_at_3": 0.6, "recall_at_3_low": surely(0.6, 5)}


@pytest.mark.parametrize("name", ["quantile_0", "quantile_1.5", "quantile_", "recall_at_0", "recall_at_x"])
def test_what_is_no_metric_of_a_family_is_none(name: str) -> None:
    assert metric_named(name) is None


def test_a_metric_of_a_family_fits_its_task_only() -> None:
    with pytest.raises(Invalid, match="recall_at_3 does not fit a regression label"):
        metric_for("recall_at_3", "regression")
