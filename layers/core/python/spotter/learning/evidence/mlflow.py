"""A model as MLflow keeps it: an experiment's folder with one run, its parameters, metrics and model.

Only files are written, so MLflow itself is not needed; its file store and `load_model` read them. Trees use
MLflow's own LightGBM flavour, documents the Python function flavour with `pyfunc.py` beside this file.
"""

from __future__ import annotations

import hashlib
import shutil
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

import yaml

from spotter.contracts.evidence import Evidence
from spotter.contracts.learning import ModelCard
from spotter.domain.evaluators.plain_models import is_document
from spotter.errors import Unavailable
from spotter.learning.models import TrainedModel

FINISHED, LOCAL = 3, 4
"""MLflow's numbers for a run that has ended, and for a source on this machine."""

LONGEST_ID = 32


def export_run(model: TrainedModel, evidence: Evidence | None, source: Path, store: Path) -> Path:
    """Write a run into a store such as `mlruns`, and give its folder.

    Raises:
        Unavailable: it cannot be written.
    """
    experiment = _number(f"spotter {model.card.label}")
    run = model.card.sha256[:LONGEST_ID]
    folder = store / experiment / run
    try:
        folder.mkdir(parents=True, exist_ok=True)
        _write(store / experiment / "meta.yaml", _experiment(model.card, experiment, store))
        _write(folder / "meta.yaml", _run(model.card, evidence, experiment, run, folder))
        _parameters(model.card, folder)
        _metrics(model.card, folder)
        _tags(model.card, evidence, folder)
        _artifacts(model, source, folder / "artifacts" / "model", run)
    except OSError as err:
        raise Unavailable(f"cannot write {store}: {err.strerror}", folder=str(store)) from err
    return folder


def _number(name: str) -> str:
    """Name an experiment as MLflow does, by digits; the same name gives the same ones."""
    return str(int(hashlib.sha256(name.encode()).hexdigest()[:15], 16))


def _experiment(card: ModelCard, number: str, store: Path) -> dict[str, Any]:
    at = _ms(card.created_at)
    return {
        "artifact_location": (store / number).resolve().as_uri(),
        "creation_time": at,
        "experiment_id": number,
        "last_update_time": at,
        "lifecycle_stage": "active",
        "name": f"spotter {card.label}",
    }


def _run(
    card: ModelCard, evidence: Evidence | None, experiment: str, run: str, folder: Path
) -> dict[str, Any]:
    start = _ms(card.created_at)
    return {
        "artifact_uri": (folder / "artifacts").resolve().as_uri(),
        "end_time": start + int(card.spent_s * 1000),
        "entry_point_name": "",
        "experiment_id": experiment,
        "lifecycle_stage": "active",
        "run_id": run,
        "run_name": f"{card.algorithm}-{run[:8]}",
        "run_uuid": run,
        "source_name": "",
        "source_type": LOCAL,
        "source_version": "",
        "start_time": start,
        "status": FINISHED,
        "tags": [],
        "user_id": "unknown" if evidence is None else evidence.run.executor,
    }


def _parameters(card: ModelCard, folder: Path) -> None:
    said: dict[str, object] = {
        **card.params,
        "algorithm": card.algorithm,
        "seed": card.seed,
        "rows": card.rows,
    }
    _each(folder / "params", said)


def _metrics(card: ModelCard, folder: Path) -> None:
    at = _ms(card.created_at)
    scores = card.scores | {f"holdout_{name}": value for name, value in card.holdout.items()}
    _each(folder / "metrics", {name: f"{at} {value!r} 0\n" for name, value in scores.items()})


def _tags(card: ModelCard, evidence: Evidence | None, folder: Path) -> None:
    tags: dict[str, object] = {
        "mlflow.runName": f"{card.algorithm}-{card.sha256[:8]}",
        "data_sha256": card.data_sha256,
    }
    if evidence is not None:
        tags |= {"environment": evidence.environment.digest, "mlflow.user": evidence.run.executor}
        tags["previous_model"] = evidence.run.previous_model or ""
    _each(folder / "tags", tags)


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


def _each(folder: Path, said: Mapping[str, object]) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    for name, value in said.items():
        (folder / name).write_text(str(value), encoding="utf-8")


def _write(file: Path, content: Mapping[str, Any]) -> None:
    file.write_text(yaml.safe_dump(dict(content), sort_keys=True), encoding="utf-8")


def _ms(at: datetime) -> int:
    return int(at.timestamp() * 1000)
