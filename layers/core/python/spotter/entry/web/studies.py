"""Studies over HTTP: how searches stand that several workers share."""

from __future__ import annotations

from fastapi import APIRouter

from spotter.contracts.http.studies import StudiesAnswer, StudyAnswer, StudyBody, TrialAnswer, TrialsAnswer
from spotter.contracts.names import ModelName
from spotter.contracts.studies import RowsOfDataset, Study
from spotter.entry.web.auth import AnEngineer, Anybody
from spotter.entry.web.names import StudyPath
from spotter.entry.web.parts import ForConsole
from spotter.services import show_study as services
from spotter.services.show_study import ShownStudy
from spotter.services.start_study import start_study as start

router = APIRouter(prefix="/v1/studies", tags=["models"])


@router.get("")
async def list_studies(parts: ForConsole, who: Anybody) -> StudiesAnswer:
    """List all studies and how each stands."""
    found = services.list_studies(parts.studies, who.tenant)
    return StudiesAnswer(studies=tuple(map(StudyAnswer.model_validate, found)))


@router.put("/{study}", response_model=StudyAnswer)
async def start_study(study: StudyPath, body: StudyBody, parts: ForConsole, who: AnEngineer) -> ShownStudy:
    """Begin a study and set workers on it; the same study again sets workers on what is left."""
    asked = Study(
        who.tenant,
        study,
        RowsOfDataset(ModelName(body.model), body.dataset),
        body.trials,
        parts.clock(),
        seed=body.seed,
        metric=body.metric,
        abreast=body.workers,
    )
    return start(parts.studies, parts.models, parts.searches, parts.clock, asked, workers=body.workers)


@router.get("/{study}", response_model=StudyAnswer)
async def show_study(study: StudyPath, parts: ForConsole, who: Anybody) -> ShownStudy:
    """Tell how many trials of a study are finished, held and left, and which is the best."""
    return services.show_study(parts.studies, who.tenant, study)


@router.get("/{study}/trials")
async def list_trials(study: StudyPath, parts: ForConsole, who: Anybody) -> TrialsAnswer:
    """List the trials of a study: who holds which, and what the finished ones found."""
    found = services.show_trials(parts.studies, who.tenant, study)
    return TrialsAnswer(study=study, trials=tuple(map(TrialAnswer.model_validate, found)))
