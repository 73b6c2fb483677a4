from __future__ import annotations

import pytest

from spotter.contracts.recommendations import DataTraits, Weights
from spotter.domain.algorithms import TRAITS, Prior
from spotter.domain.recommending import Run, likeness, recommend

DATA = DataTraits("binary", rows=5_000, features=20, positives=0.05)
ACCURACY = Weights(accuracy=1, training_time=0, latency=0, size=0, explainability=0, similarity=0)


def a_run(
    algorithm: str, accuracy: float, traits: DataTraits = DATA, features: frozenset[str] = frozenset()
) -> Run:
    return Run("fall@1", features, "fall", traits, algorithm, Prior(accuracy, 0.5, 0.5, 0.5, 0.5))


def best(*runs: Run, traits: DataTraits = DATA, weights: Weights = ACCURACY) -> str:
    return recommend(traits, runs, weights).options[0].algorithm


@pytest.mark.parametrize("task", ["binary", "multiclass", "regression"])
def test_every_algorithm_that_learns_the_task_is_ranked_with_a_reason(task: str) -> None:
    options = recommend(DataTraits(task, 1000, 5), [], Weights()).options

    assert {option.algorithm for option in options} == {t.name for t in TRAITS.values() if task in t.tasks}
    assert all("expected to be good for" in option.why for option in options)
    assert [option.score for option in options] == sorted((o.score for o in options), reverse=True)


def test_without_any_run_the_table_of_the_paper_decides() -> None:
    assert best() == "boosted_tree"
    assert best(weights=Weights(0, 0, 0, 0, explainability=1, similarity=0)) == "logistic_regression"


def test_runs_on_the_same_data_overrule_what_was_expected() -> None:
    runs = [a_run("svm", 0.9)] * 4 + [a_run("boosted_tree", 0.2)] * 4

    assert best(*runs) == "svm"


def test_runs_on_data_that_is_quite_another_do_not() -> None:
    other = DataTraits("binary", rows=5_000_000, features=2, positives=0.5, words=1.0)
    runs = [a_run("svm", 0.9, other)] * 4 + [a_run("boosted_tree", 0.2, other)] * 4

    assert best(*runs) == "boosted_tree"


def test_an_earlier_model_of_the_same_label_and_columns_is_a_choice_of_its_own() -> None:
    run = a_run("svm", 0.9, features=frozenset({"a", "b"}))

    found = recommend(DATA, [run], Weights(), columns=("a", "b", "c"), label="fall").options
    elsewhere = recommend(DATA, [run], Weights(), columns=("a", "c"), label="fall").options
    otherwise = recommend(DATA, [run], Weights(), columns=("a", "b"), label="slip").options

    assert [(o.kind, o.model) for o in found if o.kind == "model"] == [("model", "fall@1")]
    assert "nothing to train" in next(o.why for o in found if o.kind == "model")
    assert not [o for o in (*elsewhere, *otherwise) if o.kind == "model"]


def test_where_danger_was_hardly_seen_what_is_unusual_is_worth_more() -> None:
    rare = DataTraits("binary", rows=5_000, features=20, positives=0.001)

    marks = {o.algorithm: o.marks["accuracy"] for o in recommend(rare, [], ACCURACY).options}

    assert marks["isolation_forest"] > marks["logistic_regression"]


def test_likeness_is_mutual_and_none_between_tasks() -> None:
    one, other = DATA, DataTraits("binary", 900, 7, positives=0.2)

    assert likeness(one, other) == pytest.approx(likeness(other, one))
    assert 0 < likeness(one, other) < 1
    assert likeness(one, DataTraits("regression", 5_000, 20)) == 0
