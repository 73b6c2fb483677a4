"""What stands behind a card: segments, calibration, importance, the run, pages, pictures, MLflow."""

from datetime import UTC, datetime
from pathlib import Path

import numpy as np
import pytest
import yaml

from builders.tables import a_lesson, a_table
from spotter.adapters.native.models import load_model
from spotter.contracts.evidence import Evidence
from spotter.errors import Corrupt, NotFound
from spotter.learning.algorithms.training import train_with
from spotter.learning.evidence.curves import expected_error, reliability, roc
from spotter.learning.evidence.folders import draw, evidence_in, keep
from spotter.learning.evidence.gathering import Circumstances, evidence_of
from spotter.learning.evidence.mlflow import export_run
from spotter.learning.evidence.pyfunc import _load_pyfunc
from spotter.learning.frames import Roles
from spotter.learning.models import TrainedModel, save

ROLES = Roles("label", group="person", time="at")
RUN = Circumstances("somebody", {"data": "rows.csv"}, "fall@before")


def learned(algorithm: str, label: str = "binary") -> tuple[TrainedModel, Evidence]:
    lesson = a_lesson(trials=3, roles=ROLES)
    at = datetime(2026, 11, 24, 8, tzinfo=UTC)
    model = train_with(algorithm, a_table(400, label=label), lesson, load=load_model, at=at)
    assert model.unseen is not None
    return model, evidence_of(model.card, model.text, model.unseen, RUN, model.history)


@pytest.fixture(scope="module")
def trees() -> tuple[TrainedModel, Evidence]:
    return learned("boosted_tree")


@pytest.fixture(scope="module")
def weights() -> tuple[TrainedModel, Evidence]:
    return learned("logistic_regression", "words")


def test_every_group_word_and_third_of_time_is_judged_with_an_interval(
    trees: tuple[TrainedModel, Evidence],
) -> None:
    segments = {segment.name: segment for segment in trees[1].segments}

    assert {"all rows", "group 3.0", "site pit", "last third of the time"} <= set(segments)
    for segment in segments.values():
        for bar in segment.scores.values():
            assert bar.low <= bar.value <= bar.high or bar.high - bar.low < 0.2
    whole, part = (segments[name].scores["auc"] for name in ("all rows", "site pit"))
    assert part.high - part.low > 0.5 * (whole.high - whole.low)
    assert whole.value == pytest.approx(trees[0].card.scores["auc"])


def test_trees_say_gain_and_shap_and_others_what_shuffling_does(
    trees: tuple[TrainedModel, Evidence], weights: tuple[TrainedModel, Evidence]
) -> None:
    for evidence, how in ((trees[1], "shap"), (weights[1], "shuffling")):
        assert evidence.effect_by == how
        assert sum(each.effect for each in evidence.importance) == pytest.approx(1)
    assert trees[1].importance[-1].feature == "x2"
    assert sum(each.gain or 0 for each in trees[1].importance) == pytest.approx(1)


def test_a_run_is_recorded_as_the_paper_wants_it(trees: tuple[TrainedModel, Evidence]) -> None:
    model, evidence = trees
    run = evidence.run

    assert (run.executor, run.previous_model, run.arguments) == (
        "somebody",
        "fall@before",
        {"data": "rows.csv"},
    )
    assert (run.ended_at - run.started_at).total_seconds() == pytest.approx(run.duration_s, abs=1e-3)
    assert run.metrics == model.card.scores
    assert run.pipeline_version
    assert len(evidence.environment.digest) == 64
    assert evidence.alarms_per_day is not None
    assert evidence.alarms_per_day > 0
    assert evidence.history
    assert any("rule" in sentence for sentence in evidence.limits)


def test_a_folder_is_drawn_as_pages_and_pictures(
    trees: tuple[TrainedModel, Evidence], tmp_path: Path
) -> None:
    model, evidence = trees
    save(model, tmp_path)
    keep(evidence, tmp_path)

    written = draw(tmp_path)

    names = {"roc", "pr", "reliability", "segments", "history", "importance"}
    assert {file.stem for file in written if file.suffix == ".png"} == names
    assert all(file.read_bytes().startswith(b"\x89PNG") for file in written if file.suffix == ".png")
    page = (tmp_path / "card.html").read_text()
    assert "Limits of use" in page
    assert model.card.sha256 in page
    plots = (tmp_path / "plots.html").read_text()
    assert all(f'id="{name}"' in plots for name in names)
    assert "<script src=" not in plots


def test_evidence_of_another_model_and_none_at_all_are_told_apart(
    trees: tuple[TrainedModel, Evidence], weights: tuple[TrainedModel, Evidence], tmp_path: Path
) -> None:
    save(weights[0], tmp_path)
    with pytest.raises(NotFound, match="--evidence"):
        evidence_in(tmp_path)

    keep(trees[1], tmp_path)
    with pytest.raises(Corrupt, match="another model"):
        evidence_in(tmp_path)


def test_an_export_is_a_run_of_mlflow_with_a_model_that_predicts(
    weights: tuple[TrainedModel, Evidence], tmp_path: Path
) -> None:
    model, evidence = weights
    save(model, tmp_path / "m")

    run = export_run(model, evidence, tmp_path / "m", tmp_path / "mlruns")

    meta = yaml.safe_load((run / "meta.yaml").read_text())
    assert (meta["status"], meta["run_id"], meta["user_id"]) == (3, run.name, "somebody")
    assert (run.parent / "meta.yaml").is_file()
    _, value, step = (run / "metrics" / "auc").read_text().split()
    assert (float(value), step) == (model.card.scores["auc"], "0")
    flavours = yaml.safe_load((run / "artifacts" / "model" / "MLmodel").read_text())["flavors"]
    assert flavours["python_function"]["loader_module"] == "spotter.learning.evidence.pyfunc"
    frame = {name: np.zeros(2) for name in model.card.features}
    frame["site"] = np.array(["pit", "yard"])
    assert _load_pyfunc(str(run / "artifacts" / "model")).predict(frame).shape[1] == 3


def test_a_sure_and_right_model_has_a_square_roc_and_no_calibration_error() -> None:
    target = np.array([0.0] * 50 + [1.0] * 50)

    points = [(point.x, point.y) for point in roc(target, target)]

    assert points == [(0.0, 0.0), (0.0, 1.0), (1.0, 1.0)]
    assert expected_error(reliability(target, target)) == 0
