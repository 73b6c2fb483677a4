"""A model as MLflow keeps it: an experiment's folder with one run, its parameters, metrics and model.

Only files are written, so MLflow itself is not needed; its file store and `load_model` read them. Trees use
MLflow's own LightGBM flavour, documents the Python function flavour with `pyfunc.py` beside this file.
"""

from __future__ import annotations

import shutil
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import yaml

from spotter.contracts.evidence import Evidence
from spotter.contracts.learning import ModelCard
from spotter.domain.evaluators.plain_models import is_document
from spotter.domain.mlflow_runs import LONGEST_ID, Run, milliseconds, run_of, title_of
from spotter.errors import Unavailable
from spotter.learning.models import TrainedModel

FINISHED, LOCAL = 3, 4
"""MLflow's numbers for a run that has ended, and for a source on this machine."""


def export_run(model: TrainedModel, evidence: Evidence | None, source: Path, store: Path) -> Path:
    """Write a run into a store such as `mlruns`, and give its folder.

    Raises:
        Unavailable: it cannot be written.
    """
    run = run_of(model.card, evidence)
    folder = store / run.experiment / run.run
    try:
        folder.mkdir(parents=True, exist_ok=True)
        _write(store / run.experiment / "meta.yaml", _experiment(model.card, run, store))
        _write(folder / "meta.yaml", _meta(run, folder))
        _each(folder / "params", run.params)
        _each(folder / "metrics", {name: f"{run.start} {value!r} 0\n" for name, value in run.metrics.items()})
        _each(folder / "tags", run.tags)
        _artifacts(model, source, folder / "artifacts" / "model", run.run)
    except OSError as err:
        raise Unavailable(f"cannot write {store}: {err.strerror}", folder=str(store)) from err
    return folder


def _experiment(card: ModelCard, run: Run, store: Path) -> dict[str, Any]:
    at = milliseconds(card.created_at)
    return {
        "artifact_location": (store / run.experiment).resolve().as_uri(),
        "creation_time": at,
        "experiment_id": run.experiment,
        "last_update_time": at,
        "lifecycle_stage": "active",
        "name": title_of(card),
    }


def _meta(run: Run, folder: Path) -> dict[str, Any]:
    return {
        "artifact_uri": (folder / "artifacts").resolve().as_uri(),
        "end_time": run.end,
        "entry_point_name": "",
        "experiment_id": run.experiment,
        "lifecycle_stage": "active",
        "run_id": run.run,
        "run_name": run.name,
        "run_uuid": run.run,
        "source_name": "",
        "source_type": LOCAL,
        "source_version": "",
        "start_time": run.start,
        "status": FINISHED,
        "tags": [],
        "user_id": run.user,
    }


def _artifacts(model: TrainedModel, source: Path, folder: Path, run: str) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    for file in source.glob("*"):
        if file.is_file():
            shutil.copy2(file, folder)
    _write(folder / "MLmodel", _flavours(model, run))


def _flavours(model: TrainedModel, run: str) -> dict[str, Any]:
    card = model.card
    function = {"loader_module": "spotter.learning.evidence.pyfunc", "python_version": "3.11.0", "data": "."}
    flavours: dict[str, Any] = {"python_function": function}
    if not is_document(model.text):
        flavours["lightgbm"] = {
            "data": "model.txt",
            "lgb_version": card.libraries.get("lightgbm", ""),
            "model_class": "lightgbm.basic.Booster",
        }
    return {
        "artifact_path": "model",
        "flavors": flavours,
        "model_uuid": card.sha256[:LONGEST_ID],
        "run_id": run,
        "utc_time_created": f"{card.created_at:%Y-%m-%d %H:%M:%S.%f}",
    }


def _each(folder: Path, said: Mapping[str, str]) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    for name, value in said.items():
        (folder / name).write_text(value, encoding="utf-8")


def _write(file: Path, content: Mapping[str, Any]) -> None:
    file.write_text(yaml.safe_dump(dict(content), sort_keys=True), encoding="utf-8")
