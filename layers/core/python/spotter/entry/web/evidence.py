"""What stands behind models, over HTTP: cards, evidence, a page with plots, files, and runs of MLflow."""

from __future__ import annotations

from fastapi import APIRouter
from fastapi.responses import HTMLResponse

from spotter.contracts.http.evidence import (
    EvidenceAnswer,
    FileAnswer,
    FilesAnswer,
    MlflowAnswer,
    MlflowData,
    MlflowInfo,
    MlflowMetric,
    MlflowPair,
    MlflowRun,
    VersionCardAnswer,
)
from spotter.domain.mlflow_runs import Run, run_of
from spotter.entry.web.auth import AnEngineer, Anybody
from spotter.entry.web.names import ModelPath, VersionQuery
from spotter.entry.web.parts import ForConsole
from spotter.learning.evidence.pages import card_page
from spotter.services.show_evidence import VersionCard

router = APIRouter(prefix="/v1/models", tags=["models"])

_HEADERS = {
    "Cache-Control": "no-store",
    "Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'",
}


@router.get("/{model}/card", response_model=VersionCardAnswer)
async def show_card(
    model: ModelPath, parts: ForConsole, who: Anybody, version: VersionQuery = None
) -> VersionCard:
    """Show all that the card of a version says, what was decided about it, and whether it is live."""
    return parts.evidence.card(who.tenant, model, version)


@router.get("/{model}/evidence")
async def show_evidence(
    model: ModelPath, parts: ForConsole, who: Anybody, version: VersionQuery = None
) -> EvidenceAnswer:
    """Show what was seen of a version on rows it had not learned from, and the run that made it."""
    return EvidenceAnswer.model_validate(parts.evidence.evidence(who.tenant, model, version)[1])


@router.get("/{model}/page", response_class=HTMLResponse)
async def show_model_page(
    model: ModelPath, parts: ForConsole, who: Anybody, version: VersionQuery = None
) -> HTMLResponse:
    """Show card and evidence of a version as one page with its plots."""
    found, evidence = parts.evidence.evidence(who.tenant, model, version)
    return HTMLResponse(card_page(found.card, evidence), headers=_HEADERS)


@router.get("/{model}/files")
async def list_model_files(
    model: ModelPath, parts: ForConsole, who: AnEngineer, version: VersionQuery = None
) -> FilesAnswer:
    """Link to the files of a version: its text, its card and its evidence."""
    found, files = parts.evidence.files(who.tenant, model, version)
    listed = tuple(map(FileAnswer.model_validate, files))
    return FilesAnswer(model=model, version=found.version, files=listed)


@router.get("/{model}/mlflow")
async def show_mlflow_run(
    model: ModelPath, parts: ForConsole, who: AnEngineer, version: VersionQuery = None
) -> MlflowAnswer:
    """Show a version as MLflow shows a run: its parameters, metrics and tags."""
    found, evidence = parts.evidence.known_of(who.tenant, model, version)
    return MlflowAnswer(run=_run(run_of(found.card, evidence)))


def _run(run: Run) -> MlflowRun:
    info = MlflowInfo(
        run_id=run.run,
        run_uuid=run.run,
        run_name=run.name,
        experiment_id=run.experiment,
        user_id=run.user,
        status="FINISHED",
        start_time=run.start,
        end_time=run.end,
        lifecycle_stage="active",
    )
    metrics = (
        MlflowMetric(key=name, value=value, timestamp=run.start, step=0)
        for name, value in run.metrics.items()
    )
    params = (MlflowPair(key=name, value=value) for name, value in run.params.items())
    tags = (MlflowPair(key=name, value=value) for name, value in run.tags.items())
    return MlflowRun(
        info=info, data=MlflowData(metrics=tuple(metrics), params=tuple(params), tags=tuple(tags))
    )
