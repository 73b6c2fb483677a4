"""What the catalogue says of runs: trainings, the freezing of versions, and studies."""

from __future__ import annotations

from datetime import datetime

import msgspec

from spotter.contracts.catalogue import Entry, Kind
from spotter.contracts.datasets import Extraction
from spotter.contracts.names import DatasetName, Tenant
from spotter.contracts.studies import RowsOfDataset, Standing, Study
from spotter.contracts.training_runs import TrainingRun
from spotter.domain.catalogue.telling import MADE, PARENT, Said, linked, recipe_id, thing_id, triples_of
from spotter.domain.danger import word_for
from spotter.domain.datasets import asked_at

RUNNING, SUCCEEDED = "RUNNING", "SUCCEEDED"


class Ended(msgspec.Struct, frozen=True):
    """How a run stands, and the versions that it made."""

    status: str
    cause: str = ""
    dataset: str | None = None
    candidate: str | None = None


def training_id(run: TrainingRun) -> str:
    """Name a training."""
    return thing_id(Kind.RUN, run.request.model, run.name)


def entry_of_training(run: TrainingRun, ended: Ended) -> Entry:
    """Describe a training: what was asked for, how it stands, and what it made."""
    request = run.request
    frozen = (
        thing_id(Kind.DATASET, request.dataset.name, request.dataset.version) if request.dataset else None
    )
    said: dict[str, Said] = {
        "does": "training",
        "status": ended.status.lower(),
        "cause": ended.cause,
        "profile": request.profile,
        "label": word_for(request.label),
        "algorithm": request.algorithm,
        "metric": request.metric,
        "seed": request.seed,
        "budget": (request.budget_s, "s") if request.trials is None else None,
        "trials": request.trials,
        "since": request.since,
        "until": request.until,
        "recipe": request.recipe,
    }
    made = (
        thing_id(Kind.DATASET, request.model, ended.dataset) if ended.dataset else None,
        thing_id(Kind.MODEL, request.model, ended.candidate) if ended.candidate else None,
    )
    parents = (frozen, recipe_id(request.recipe) if request.recipe else None)
    return Entry(
        tenant=request.tenant,
        kind=Kind.RUN,
        name=request.model,
        version=run.name,
        title=f"Training of {request.model} at {request.site}",
        made_by=run.by,
        made_at=run.asked_at,
        changed_at=run.asked_at,
        number=0,
        site=request.site,
        triples=(*triples_of(said), *linked(PARENT, parents), *linked(MADE, made)),
    )


def entry_of_freeze(
    tenant: Tenant, name: DatasetName, run: Extraction, told: Ended, *, now: datetime, by: str = ""
) -> Entry:
    """Describe an extraction, the loading of an upload, or a preparation by a recipe."""
    made_at = asked_at(run.run) or now
    made = thing_id(Kind.DATASET, name, run.version) if run.version else None
    return Entry(
        tenant=tenant,
        kind=Kind.RUN,
        name=name,
        version=run.run,
        title=f"Making of a version of {name}",
        made_by=by,
        made_at=made_at,
        changed_at=made_at,
        number=0,
        triples=(
            *triples_of(
                does="freeze",
                status=told.status.lower(),
                cause=told.cause,
                steps=run.total,
                steps_done=run.done,
            ),
            *linked(MADE, (made,)),
        ),
    )


def entry_of_study(study: Study, standing: Standing) -> Entry:
    """Describe a study by how many of its trials are finished and the best of them."""
    rows = study.rows
    parent = thing_id(Kind.DATASET, rows.model, rows.version) if isinstance(rows, RowsOfDataset) else None
    best = standing.best
    return Entry(
        tenant=study.tenant,
        kind=Kind.RUN,
        name=study.name,
        version=f"{study.begun_at:%Y%m%dT%H%M%S}",
        title=f"Study {study.name}",
        made_by="",
        made_at=study.begun_at,
        changed_at=study.begun_at,
        number=0,
        triples=(
            *triples_of(
                does="study",
                status="running" if standing.left else "succeeded",
                trials=study.trials,
                trials_done=standing.finished,
                metric=study.metric,
                seed=study.seed,
                best_loss=best.loss if best else None,
                best_trial=best.number if best else None,
            ),
            *linked(PARENT, (parent,)),
        ),
    )
