"""Models that were made elsewhere, over HTTP: the rows to learn from, and the way back."""

from __future__ import annotations

from typing import Annotated

import msgspec
from fastapi import APIRouter, Path

from spotter.contracts.http.evidence import FileAnswer
from spotter.contracts.http.registrations import RegistrationAnswer, RegistrationBody, TrainingRowsAnswer
from spotter.contracts.learning import ModelCard
from spotter.entry.web.auth import AnEngineer
from spotter.entry.web.names import ModelPath
from spotter.entry.web.parts import ForConsole
from spotter.errors import Invalid
from spotter.services.register_model import Registered

router = APIRouter(prefix="/v1/models", tags=["models"])

TrainingSet = Annotated[str, Path(pattern="^[0-9a-f]{8,64}$", examples=["3f0c9a2b1d4e5f60"])]


@router.post("/{model}/versions", status_code=202, response_model=RegistrationAnswer)
async def register_model(
    model: ModelPath, body: RegistrationBody, parts: ForConsole, who: AnEngineer
) -> Registered:
    """Register a model that was made elsewhere; it is judged like any other, and live if it passes."""
    try:
        card = msgspec.convert(body.card, ModelCard, strict=False)
    except msgspec.ValidationError as err:
        raise Invalid(f"card: {err}", field="card") from err
    return parts.register(who.tenant, model, body.dataset, body.text, card)


@router.get("/{model}/training-sets/{dataset}/rows")
async def link_training_rows(
    model: ModelPath, dataset: TrainingSet, parts: ForConsole, who: AnEngineer
) -> TrainingRowsAnswer:
    """Link to the rows of a training set that may be learned from; those that judge are not among them."""
    files = parts.register.rows(who.tenant, model, dataset)
    return TrainingRowsAnswer(dataset=dataset, files=tuple(map(FileAnswer.model_validate, files)))
