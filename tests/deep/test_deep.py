"""Networks of time: run by `make test-deep`, skipped where PyTorch is not installed."""

import hashlib

import numpy as np
import pytest

pytest.importorskip("torch")
pytest.importorskip("onnxruntime")

from spotter.adapters.native.models import load_model
from spotter.errors import Invalid
from spotter.learning.deep.gan import Gan, synthetic
from spotter.learning.deep.onnx import scored
from spotter.learning.deep.sequences import Sequences, sequences_of
from spotter.learning.deep.training import DeepModel, Plan, train_deep
from spotter.learning.frames import Roles, frame_of
from spotter.learning.lessons import Lesson
from spotter.learning.models import digest_of
from spotter.learning.tables import Numbers, Table
from spotter.ports.scorer import TimedBooster

pytestmark = pytest.mark.filterwarnings("ignore")  # PyTorch's own words while it exports


def rises(rows: int = 600, people: int = 6, *, rare: float = 1.5) -> Table:
    """Danger is a rise over three steps, which no single row shows."""
    rng = np.random.default_rng(0)
    who = np.repeat(np.arange(people), rows // people)
    x = rng.normal(size=rows)
    danger = np.zeros(rows)
    for at in range(3, rows):
        danger[at] = who[at] == who[at - 3] and x[at] + x[at - 1] - x[at - 2] - x[at - 3] > rare
    columns = {
        "x": Numbers(x),
        "who": Numbers(who.astype(np.float64), "int"),
        "at": Numbers(np.tile(np.arange(rows // people, dtype=np.float64), people), "time"),
        "label": Numbers(danger, "int"),
    }
    return Table(columns, rows, "digest")


def learned(plan: Plan) -> DeepModel:
    return train_deep(rises(), Lesson(Roles("label", group="who", time="at"), budget_s=600, threads=1), plan)


@pytest.mark.parametrize("kind", ["lstm", "gru", "rnn", "cnn"])
def test_a_network_sees_what_no_single_row_shows_and_its_onnx_says_the_same(kind: str) -> None:
    model = learned(Plan(kind=kind, length=5, passes=25, rate=1e-2))  # type: ignore[arg-type]

    card = model.card
    assert (card.algorithm, card.task) == (kind, "binary")
    assert card.scores["auc"] > 0.75
    assert "by group" in card.split
    assert card.proof is not None
    assert card.proof.largest_difference <= card.proof.tolerance
    assert card.params["onnx_sha256"] == hashlib.sha256(model.onnx).hexdigest()
    assert card.sha256 == digest_of(model.text)
    assert card.proof.rows == 600
    live = load_model(model.text)
    assert isinstance(live, TimedBooster)
    assert live.reach_s == 10.0
    frame = frame_of(rises(), Roles("label", group="who", time="at"))
    rows = sequences_of(frame, model.preparation, length=5)
    assert scored(model.onnx, rows.values[:7]).shape == (7,)


def test_a_sequence_never_reaches_into_another_person_or_the_future() -> None:
    frame = frame_of(rises(), Roles("label", group="who", time="at"))
    model_inputs = sequences_of(frame, learned(Plan("cnn", length=3, passes=1)).preparation, length=3)

    first_of_second = 100
    assert np.all(model_inputs.values[first_of_second, :2] == 0)
    assert np.array_equal(model_inputs.values[102, 0], model_inputs.values[100, 2])


def test_rows_without_time_are_refused() -> None:
    with pytest.raises(Invalid, match="--time"):
        train_deep(rises(), Lesson(Roles("label", group="who", drop=("at",)), budget_s=600), Plan())


def test_a_gan_makes_rare_windows_until_they_are_a_quarter_and_knows_what_is_strange() -> None:
    rng = np.random.default_rng(1)
    calm = rng.normal(0, 1, (360, 4, 1)).astype(np.float32)
    danger = rng.normal(6, 1, (40, 4, 1)).astype(np.float32)
    rows = Sequences(np.concatenate([calm, danger]), np.concatenate([np.zeros(360), np.ones(40)]))

    more = synthetic(rows, seed=0)
    again = synthetic(rows, seed=0)

    assert more.target.mean() == pytest.approx(0.25, abs=0.01)
    assert np.array_equal(more.values, again.values)
    made = more.values[400:]
    assert abs(made.mean() - 6) < 2
    strangeness = Gan(calm, seed=0).strangeness
    assert np.median(strangeness(danger)) > np.quantile(strangeness(calm), 0.95)
