"""Every algorithm of the catalogue: learns, and is written down so that it scores the same anywhere."""

from collections.abc import Iterator
from functools import cache
from itertools import product

import msgspec
import numpy as np
import pytest

from builders.tables import a_lesson, a_table
from spotter.adapters.native.models import load_model
from spotter.contracts.learning import AlgorithmName
from spotter.domain.evaluators.plain_models import PlainModel, is_document
from spotter.errors import Corrupt, Invalid
from spotter.learning.algorithms.catalogue import ALGORITHMS
from spotter.learning.algorithms.proof import prove
from spotter.learning.algorithms.training import train_with
from spotter.learning.frames import Roles
from spotter.learning.models import TrainedModel
from spotter.learning.predictions import predict_table
from spotter.learning.tables import Numbers, Table

LABELS = {"binary": "binary", "multiclass": "words", "regression": "value"}
USELESS = {"binary": 0.6931, "multiclass": 1.0986, "regression": 1.859}
"""What saying the same of every row costs: logloss of classes, deviation of values."""


RACED_ELSEWHERE = {("boosted_tree", "multiclass"), ("boosted_tree", "regression")}
"""`test_training.py` learns them, and their text is scored bit for bit in `tests/unit/native`."""


def _pairs() -> Iterator[tuple[str, str]]:
    for (name, algorithm), task in product(ALGORITHMS.items(), LABELS):
        if task in algorithm.traits.tasks and (name, task) not in RACED_ELSEWHERE:
            yield name, task


PAIRS = list(_pairs())


@cache
def trained(name: str, task: str) -> TrainedModel:
    return train_with(name, a_table(400, label=LABELS[task]), a_lesson(trials=1), load=load_model)


@pytest.mark.parametrize(("name", "task"), PAIRS)
def test_it_learns_and_its_text_scores_ten_thousand_rows_as_the_library_does(name: str, task: str) -> None:
    model = trained(name, task)
    predictions = predict_table(model, a_table(20, seed=3, label=LABELS[task]))

    card = model.card
    assert (card.algorithm, card.task) == (name, task)
    assert card.scores["rmse" if task == "regression" else "logloss"] < 0.95 * USELESS[task]
    assert card.proof is not None
    assert card.proof.rows == 10_000
    assert card.proof.largest_difference <= card.proof.tolerance == 1e-9
    assert len(predictions.values) == 20
    if task != "regression":
        assert np.allclose(predictions.probabilities.sum(axis=1), 1)


def test_the_contract_names_the_algorithms_of_the_catalogue() -> None:
    assert set(AlgorithmName.__args__) == {"auto", *ALGORITHMS}  # type: ignore[attr-defined]


def test_the_same_seed_and_trials_give_the_same_text() -> None:
    again = train_with("svm", a_table(400), a_lesson(trials=1), load=load_model)

    assert again.text == trained("svm", "binary").text


@pytest.mark.parametrize(
    ("before", "tried"), [({"kernel": "rbf", "c": 3.0, "gamma": 0.2}, 3.0), ({"c": 3.0}, 1.0)]
)
def test_what_did_well_before_is_tried_first_where_it_says_all(
    before: dict[str, object], tried: float
) -> None:
    model = train_with("svm", a_table(400), a_lesson(trials=1, before=(before,)), load=load_model)

    assert model.card.params["c"] == tried


def test_auto_tries_each_once_and_says_what_it_saw() -> None:
    rng = np.random.default_rng(0)
    x = rng.normal(size=(500, 6))
    chance = 1 / (1 + np.exp(-x @ np.array([2.0, -1.0, 1.0, 0.5, 0.0, 0.0])))
    columns = {f"x{at}": Numbers(x[:, at]) for at in range(6)}
    columns["label"] = Numbers((rng.random(500) < chance).astype(np.float64), "int")
    straight = Table(columns, 500, "digest")

    card = train_with("auto", straight, a_lesson(trials=1, roles=Roles("label")), load=load_model).card

    assert card.algorithm != "boosted_tree"
    assert any("was chosen by one trial each" in note and "boosted_tree" in note for note in card.notes)


def test_an_algorithm_that_does_not_learn_the_label_names_those_that_do() -> None:
    with pytest.raises(Invalid, match="svm does not learn a regression label; these do: boosted_tree, "):
        train_with("svm", a_table(label="value"), a_lesson(), load=load_model)


def test_an_unknown_algorithm_is_told_which_there_are() -> None:
    with pytest.raises(Invalid, match="no algorithm named magic; there are: boosted_tree, "):
        train_with("magic", a_table(), a_lesson(), load=load_model)


def test_a_budget_that_is_gone_before_the_first_fit_is_refused_with_one_that_would_do() -> None:
    lesson = a_lesson(budget_s=1.0, trials=None, gone_s=5.0)

    with pytest.raises(Invalid, match=r"1 s is too small for one fit: .*; give \d+ s or more"):
        train_with("svm", a_table(), lesson, load=load_model)


def test_a_direction_is_refused_where_it_cannot_be_promised() -> None:
    with pytest.raises(Invalid, match="cannot promise a direction"):
        train_with("svm", a_table(), a_lesson(monotone={"x0": 1}), load=load_model)


def test_a_model_that_scores_otherwise_than_it_was_trained_is_refused() -> None:
    model = trained("logistic_regression", "binary")
    table = np.random.default_rng(0).normal(size=(50, len(model.card.features)))

    with pytest.raises(Corrupt, match="differs by"):
        prove(model.text, lambda rows: np.full(len(rows), 0.5), table, load_model, seed=0)


@pytest.mark.parametrize(
    ("field", "value"),
    [("features", 1), ("link", "share"), ("body", {"kind": "linear", "weights": [[1.0]], "offsets": []})],
)
def test_a_document_whose_parts_do_not_fit_is_refused_when_loaded(field: str, value: object) -> None:
    document = msgspec.json.decode(trained("logistic_regression", "binary").text) | {field: value}

    with pytest.raises(Corrupt, match="do not fit together"):
        PlainModel(msgspec.json.encode(document).decode())


def test_a_torn_document_is_refused() -> None:
    text = trained("kmeans", "binary").text
    assert is_document(text)

    with pytest.raises(Corrupt, match="no model document"):
        load_model(text[: len(text) // 2])


def test_a_row_with_too_few_features_is_refused() -> None:
    model = load_model(trained("svm", "binary").text)

    with pytest.raises(Invalid, match="row 1 has 1 features, the model takes 4"):
        model.score([[1.0] * 4, [1.0]])
