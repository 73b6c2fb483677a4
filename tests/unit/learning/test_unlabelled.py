"""Anomalies without any label: what is usual is learned, and strange rows stand out."""

from typing import Any

import msgspec
import numpy as np
import pytest

from builders.tables import a_lesson, a_table
from spotter.adapters.native.models import load_model
from spotter.contracts.documents import ModelDocument
from spotter.domain.injecting import injected
from spotter.domain.verdicts import STABILITY_FLOOR
from spotter.errors import Invalid
from spotter.learning.algorithms.both_rows import both
from spotter.learning.algorithms.catalogue import ALGORITHMS
from spotter.learning.algorithms.search import Search
from spotter.learning.algorithms.training import train_with
from spotter.learning.budgets import Budget
from spotter.learning.evidence.gathering import Circumstances, evidence_of
from spotter.learning.frames import Roles, unlabelled_frame
from spotter.learning.metrics import METRICS
from spotter.learning.models import TrainedModel
from spotter.learning.predictions import predict_table
from spotter.learning.tables import Numbers, Table
from spotter.learning.validation import split_of

ROLES = Roles("", group="person", time="at", drop=("label",))
WATCHERS = ("kmeans", "isolation_forest")


@pytest.fixture(scope="module", params=WATCHERS)
def model(request: pytest.FixtureRequest) -> TrainedModel:
    return train_with(request.param, a_table(400), a_lesson(trials=2, roles=ROLES), load=load_model)


def test_strange_rows_are_told_from_usual_ones_of_other_people(model: TrainedModel) -> None:
    table = a_table(400, seed=9)
    x0 = table.columns["x0"].keys().astype(np.float64)
    strange = Table({**table.columns, "x0": Numbers(np.where(np.isnan(x0), 0, x0) + 40)}, table.rows, "d")

    usual, odd = (predict_table(model, rows).probabilities[:, 1] for rows in (table, strange))

    assert np.median(odd) > np.quantile(usual, 0.9)
    assert predict_table(model, table).values.count("unusual") < 0.05 * 400
    assert predict_table(model, table).classes == ("usual", "unusual")


def test_the_card_says_how_it_was_judged_without_a_label(model: TrainedModel) -> None:
    card = model.card

    assert (card.task, card.label, card.metric, card.rows) == ("anomaly", "anomaly", "auc", 400)
    assert card.scores["auc"] > 0.6
    assert card.scores["stability"] > 0.5
    assert card.scores["threshold_alarms_per_1000"] <= 1
    assert any("there was no label" in note for note in card.notes)
    assert card.proof is not None
    assert card.proof.rows == 10_000
    assert msgspec.json.decode(model.text, type=ModelDocument).task == "anomaly"


def test_only_real_rows_draw_alarm_lines_and_are_counted_a_day(model: TrainedModel) -> None:
    assert model.out_of_fold is not None
    assert model.out_of_fold.target.size == 400
    assert model.unseen is not None

    evidence = evidence_of(model.card, model.text, model.unseen, Circumstances("kim", {}))

    assert evidence.alarms_per_day is not None
    assert evidence.alarms_per_day <= 24  # one in 400 rows that are ten seconds apart
    assert any("There was no label" in sentence for sentence in evidence.limits)


def test_of_all_the_one_that_did_best_in_one_trial_is_chosen() -> None:
    model = train_with("auto", a_table(200), a_lesson(trials=1, roles=ROLES), load=load_model)

    assert model.card.algorithm in WATCHERS


@pytest.mark.parametrize("seed", range(5))
def test_what_k_means_proposes_on_few_rows_is_as_stable_as_validation_asks(seed: int) -> None:
    roles = Roles("", group="person", time="at")
    lesson = a_lesson(trials=6, seed=seed, roles=roles)

    model = train_with("kmeans", few_bands(seed), lesson, load=load_model)

    assert model.card.scores["stability"] >= STABILITY_FLOOR


def test_where_nothing_is_stable_the_most_stable_is_found() -> None:
    frame = unlabelled_frame(few_bands(0), Roles("", group="person", time="at"))
    made = both(frame, seed=0)
    folds = [made.fold(fold) for fold in split_of(frame, seed=0, gap_s=0.0).folds[:2]]
    said = iter([0.4, 0.1, 0.3, 0.2])
    budget = Budget(None, 4, lambda: 0.0)
    search = Search(
        ALGORITHMS["kmeans"],
        made.frame,
        folds,
        METRICS["auc"],
        budget,
        seed=0,
        threads=1,
        report=lambda *_: None,
        lacks=lambda _: next(said),
    )

    assert search.run().lack == 0.1


def few_bands(seed: int) -> Table:
    """Windows of four bands that are shaken for 5 of 50 seconds: about 260 rows of few values."""
    rng = np.random.default_rng(seed)
    rows = []
    for person, shift in enumerate(rng.integers(0, 50, 4)):
        values = [5.0 + at % 3 if (at + shift) % 50 < 5 else 1.0 + 0.1 * (at % 4) for at in range(200)]
        windows = [(at, values[at - 3 : at]) for at in range(3, 200, 3)]
        rows += [(person, 1_000 + at, seen[-1], np.mean(seen), max(seen)) for at, seen in windows]
    person, at, last, mean, most = np.array(rows).T
    columns = {"last": Numbers(last), "mean": Numbers(mean), "max": Numbers(most)}
    return Table({"person": Numbers(person, "int"), "at": Numbers(at, "time"), **columns}, len(rows), "d")


@pytest.mark.parametrize(
    ("algorithm", "asked", "sentence"),
    [
        ("boosted_tree", {}, "--algorithm kmeans or isolation_forest"),
        ("kmeans", {"monotone": {"x0": 1}}, "nothing has a direction"),
        ("kmeans", {"metric": "f1"}, "compared by auc alone"),
    ],
)
def test_what_needs_a_label_is_refused(algorithm: str, asked: dict[str, Any], sentence: str) -> None:
    with pytest.raises(Invalid, match=sentence):
        train_with(algorithm, a_table(60), a_lesson(roles=ROLES, **asked), load=load_model)


def test_rows_that_never_were_have_strange_company_or_a_number_beyond_all() -> None:
    rows = [[float(at), float(-at), 7.0, float("nan") if at % 2 else 1.0] for at in range(100)]

    made = injected(rows, most=50, seed=3, words={3})

    assert len(made) == 50
    assert injected(rows, most=50, seed=3, words={3})[0].row[:3] == made[0].row[:3]
    dealt, pushed = ([each.row for each in made[turn::2]] for turn in (0, 1))
    assert all(0 <= row[0] <= 99 and -99 <= row[1] <= 0 for row in dealt)
    assert sum(row[0] != -row[1] for row in dealt) > 20
    assert all((0 <= row[0] <= 99) is not (-99 <= row[1] <= 0) for row in pushed)
    assert all(row[2] == 7.0 for row in [*dealt, *pushed])
