"""Studies over HTTP: how searches stand that several workers share."""

from __future__ import annotations

from fastapi import APIRouter

from spotter.contracts.http.studies import StudiesAnswer, StudyAnswer, TrialAnswer, TrialsAnswer
from spotter.entry.web.auth import Anybody
from spotter.entry.web.names import StudyPath
from spotter.entry.web.parts import ForConsole
from spotter.services import show_study as services
from spotter.services.show_study import ShownStudy

router = APIRouter(prefix="/v1/studies", tags=["models"])


@router.get("")
async def list_studies(parts: ForConsole, who: Anybody) -> StudiesAnswer:
    """List all studies and how each stands."""
    found = services.list_studies(parts.studies, who.tenant)
    return StudiesAnswer(studies=tuple(map(StudyAnswer.model_validate, found)))


@router.get("/{study}", response_model=StudyAnswer)
async def show_study(study: StudyPath, parts: ForConsole, who: Anybody) -> ShownStudy:
    """Tell how many trials of a study are finished, held and left, and which is the best."""
    return services.show_study(parts.studies, who.tenant, study)


@router.get("/{study}/trials")
async def list_trials(study: StudyPath, parts: ForConsole, who: Anybody) -> TrialsAnswer:
    """List the trials of a study: who holds which, and what the finished ones found."""
    found = services.show_trials(parts.studies, who.tenant, study)
    return TrialsAnswer(study=study, trials=tuple(map(TrialAnswer.model_validate, found)))
