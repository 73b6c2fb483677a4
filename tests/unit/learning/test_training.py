from pathlib import Path

import lightgbm as lgb
import msgspec
import numpy as np
import pytest

from builders.tables import a_lesson, a_table
from spotter.contracts.learning import ModelCard
from spotter.errors import Corrupt, Invalid, NotFound
from spotter.learning.budgets import Step
from spotter.learning.files import write_predictions
from spotter.learning.frames import Roles
from spotter.learning.models import TrainedModel, load, save
from spotter.learning.predictions import predict_table
from spotter.learning.tables import Table, words_of
from spotter.learning.training import train_model


@pytest.fixture(scope="module")
def binary() -> TrainedModel:
    return train_model(a_table(), a_lesson())


@pytest.fixture(scope="module")
def words() -> TrainedModel:
    return train_model(a_table(label="words"), a_lesson())


@pytest.mark.parametrize(
    ("label", "metric", "limit"),
    [("binary", "auc", 0.85), ("words", "f1_macro", 0.5), ("value", "rmse", -1.4)],
)
def test_a_signal_is_found_whatever_the_task(label: str, metric: str, limit: float) -> None:
    card = train_model(a_table(label=label), a_lesson(metric=metric, holdout_share=0.3)).card

    sign = -1 if metric == "rmse" else 1
    assert sign * card.scores[metric] > limit
    assert sign * card.holdout[metric] > limit


def test_the_same_seed_and_trials_give_the_same_model() -> None:
    once, again = (train_model(a_table(), a_lesson(trials=8, seed=5)) for _ in range(2))

    assert once.text == again.text
    assert once.card.trials == 8
    assert once.card.params == again.card.params


def test_ctrl_c_gives_the_best_so_far() -> None:
    seen: list[Step] = []

    def interrupted(step: Step) -> None:
        seen.append(step)
        if len(seen) == 2:
            raise KeyboardInterrupt

    model = train_model(a_table(), a_lesson(trials=500), progress=interrupted)

    assert model.card.trials < 20
    assert model.card.scores["auc"] > 0.8


def test_an_alarm_budget_draws_the_line() -> None:
    card = train_model(a_table(), a_lesson(false_alarms_per_thousand=5.0)).card

    assert card.scores["threshold_false_alarms_per_1000"] <= 5.0
    assert 0 < card.scores["threshold_recall_low"] < card.scores["threshold_recall"] < 1.0


def test_an_alarm_budget_per_device_hour_needs_times() -> None:
    with pytest.raises(Invalid, match="need a time column"):
        train_model(a_table(), a_lesson(false_alarms_per_device_hour=1.0))


def test_a_model_says_what_it_said_out_of_fold_when_devices_and_times_are_known() -> None:
    lesson = a_lesson(roles=Roles("label", group="person", time="at"), false_alarms_per_device_hour=6.0)

    model = train_model(a_table(), lesson)

    assert model.out_of_fold is not None
    assert model.out_of_fold.outputs.shape == model.out_of_fold.times.shape == (400,)
    assert model.card.first_at is not None


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"metric": "auk"}, "no metric named auk"),
        ({"budget_s": 0.0}, "more than nothing"),
        ({"trials": None}, "needs a budget"),
        ({"holdout_share": 1.5}, "between 0 and 1"),
        ({"roles": Roles("label", group="nobody")}, "nobody is not in the data"),
        ({"roles": Roles("label", drop=("x0", "x1", "x2", "site", "person", "at"))}, "no feature column"),
    ],
)
def test_a_lesson_that_cannot_be_learned_is_refused(change: dict[str, object], sentence: str) -> None:
    with pytest.raises(Invalid, match=sentence):
        train_model(a_table(), a_lesson(**change))  # type: ignore[arg-type]


def test_too_few_rows_are_refused() -> None:
    with pytest.raises(Invalid, match="too few"):
        train_model(a_table(6), a_lesson())


def test_a_model_folder_gives_the_same_predictions_after_a_round_trip(
    tmp_path: Path, words: TrainedModel
) -> None:
    save(words, tmp_path / "m")
    again = load(tmp_path / "m")

    assert again.card == words.card
    before, after = (predict_table(each, a_table(1000, seed=9)) for each in (words, again))
    assert np.array_equal(before.probabilities, after.probabilities)
    assert set(before.values) <= {"calm", "fall", "walk"}


def test_a_text_that_was_changed_is_not_loaded(tmp_path: Path, binary: TrainedModel) -> None:
    save(binary, tmp_path)
    (tmp_path / "model.txt").write_text(
        (tmp_path / "model.txt").read_text().replace("shrinkage", "shrinkagE", 1)
    )

    with pytest.raises(Corrupt, match="digest differs"):
        load(tmp_path)


def test_a_folder_without_a_model_is_named(tmp_path: Path) -> None:
    with pytest.raises(NotFound, match=r"model\.txt"):
        load(tmp_path)


def test_a_card_survives_json(binary: TrainedModel) -> None:
    again = msgspec.json.decode(msgspec.json.encode(binary.card), type=ModelCard)

    assert again == binary.card


def test_predictions_are_written_in_order_with_a_column_a_class(tmp_path: Path, words: TrainedModel) -> None:
    predictions = predict_table(words, a_table(20, label="words"))

    write_predictions(tmp_path / "out.csv", predictions)

    lines = (tmp_path / "out.csv").read_text().splitlines()
    assert lines[0] == "prediction,proba_calm,proba_fall,proba_walk"
    assert [line.split(",")[0] for line in lines[1:]] == predictions.values
    assert np.allclose(predictions.probabilities.sum(axis=1), 1.0)


def test_a_missing_feature_is_named(binary: TrainedModel) -> None:
    with pytest.raises(Invalid, match="x1"):
        predict_table(binary, Table({"x0": words_of(["1"])}, 1))


def test_predictions_are_lightgbms_own() -> None:
    model = train_model(a_table(label="value"), a_lesson())
    columns = ("x0", "x1", "x2")
    table = a_table(50, seed=2)

    predictions = predict_table(model, table)

    matrix = np.column_stack([*(table.columns[name].values for name in columns), table.columns["site"].codes])  # type: ignore[union-attr]
    assert np.array_equal(predictions.values, np.asarray(lgb.Booster(model_str=model.text).predict(matrix)))
