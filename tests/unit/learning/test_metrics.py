from collections.abc import Callable

import numpy as np
import pytest
import sklearn.metrics as peer

from spotter.errors import Invalid
from spotter.learning import metrics
from spotter.learning.arrays import Floats

RNG = np.random.default_rng(3)
TARGET = (RNG.random(300) < 0.3).astype(np.float64)
SMOOTH = np.clip(0.3 * TARGET + 0.7 * RNG.random(300), 0.0, 1.0)
TIED = np.round(SMOOTH, 1)
CLASSES = RNG.integers(0, 4, 300).astype(np.float64)
SHARES = RNG.dirichlet(np.ones(4), 300)
VALUES = RNG.normal(size=300)

Measure = Callable[[Floats, Floats], float]


@pytest.mark.parametrize("scores", [SMOOTH, TIED, np.full(300, 0.5)], ids=["smooth", "tied", "constant"])
@pytest.mark.parametrize(
    ("ours", "theirs"),
    [
        (metrics.auc, peer.roc_auc_score),
        (metrics.pr_auc, peer.average_precision_score),
        (metrics.logloss, peer.log_loss),
        (metrics.brier, peer.brier_score_loss),
    ],
)
def test_a_measure_of_probabilities_equals_scikit_learns(
    ours: Measure, theirs: Measure, scores: Floats
) -> None:
    assert ours(TARGET, scores) == pytest.approx(theirs(TARGET, scores), abs=1e-12)


@pytest.mark.parametrize(
    ("name", "theirs"),
    [
        ("accuracy", peer.accuracy_score),
        ("f1", peer.f1_score),
        ("f1_macro", lambda target, decided: peer.f1_score(target, decided, average="macro")),
    ],
)
def test_a_measure_of_decisions_equals_scikit_learns(name: str, theirs: Measure) -> None:
    decided = metrics.decisions(TIED, 0.5)

    assert metrics.METRICS[name].measure(TARGET, TIED, 0.5) == pytest.approx(theirs(TARGET, decided))


def test_measures_of_several_classes_equal_scikit_learns() -> None:
    scores = metrics.all_scores("multiclass", CLASSES, SHARES)

    most_probable = SHARES.argmax(axis=1)
    assert scores["logloss"] == pytest.approx(peer.log_loss(CLASSES, SHARES))
    assert scores["auc"] == pytest.approx(peer.roc_auc_score(CLASSES, SHARES, multi_class="ovr"))
    assert scores["accuracy"] == pytest.approx(peer.accuracy_score(CLASSES, most_probable))
    assert scores["f1_macro"] == pytest.approx(peer.f1_score(CLASSES, most_probable, average="macro"))


def test_measures_of_values_equal_scikit_learns() -> None:
    scores = metrics.all_scores("regression", VALUES, SMOOTH)

    assert scores["rmse"] == pytest.approx(peer.root_mean_squared_error(VALUES, SMOOTH))
    assert scores["mae"] == pytest.approx(peer.mean_absolute_error(VALUES, SMOOTH))


def test_what_is_undefined_with_one_class_is_left_out_of_the_scores() -> None:
    scores = metrics.all_scores("binary", np.zeros(5), np.linspace(0, 1, 5))

    assert "auc" not in scores
    assert "logloss" in scores


def test_a_loss_is_lower_for_the_better_outputs_whatever_the_metric() -> None:
    for metric in metrics.METRICS.values():
        if "binary" in metric.tasks:
            assert metric.loss(TARGET, TARGET) < metric.loss(TARGET, 1 - TARGET)


def test_a_metric_that_does_not_fit_the_label_is_refused_with_those_that_do() -> None:
    with pytest.raises(Invalid, match="mae, rmse"):
        metrics.metric_for("auc", "regression")
