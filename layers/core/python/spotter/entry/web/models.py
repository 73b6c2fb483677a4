"""Trainings and models over HTTP."""

from __future__ import annotations

from fastapi import APIRouter

from spotter.contracts.http.learning import (
    ModelAnswer,
    ModelsAnswer,
    TrainingAnswer,
    TrainingBody,
    TrainingStartedAnswer,
)
from spotter.contracts.http.recommendations import OptionAnswer, RecommendationAnswer, RecommendationBody
from spotter.contracts.learning import TrainingRequest
from spotter.contracts.recommendations import Weights
from spotter.entry.web.auth import AnEngineer, Anybody
from spotter.entry.web.bodies import as_struct
from spotter.entry.web.names import ModelPath, TrainingPath
from spotter.entry.web.parts import ForConsole
from spotter.services.list_models import ModelSummary
from spotter.services.list_models import list_models as find_models
from spotter.services.recommend_algorithm import recommend_algorithm as find_advice
from spotter.services.show_model import ModelHistory
from spotter.services.show_model import show_model as find_model
from spotter.services.show_training import Training
from spotter.services.show_training import show_training as find_training
from spotter.services.start_training import start_training as start

router = APIRouter(prefix="/v1/models", tags=["models"])


@router.post("/{model}/trainings", status_code=202)
async def start_training(
    model: ModelPath, body: TrainingBody, parts: ForConsole, who: AnEngineer
) -> TrainingStartedAnswer:
    """Start a training; the same request again within a minute is the same training."""
    request = as_struct(body, TrainingRequest, tenant=who.tenant, model=model)
    name = start(parts.trainings, parts.registry, parts.models, parts.clock, request, by=who.name)
    return TrainingStartedAnswer(training=name)


@router.post("/{model}/recommendations")
async def recommend(
    model: ModelPath, body: RecommendationBody, parts: ForConsole, who: Anybody
) -> RecommendationAnswer:
    """Rank what could be made of a training set, by all that was measured before, and say why."""
    weights = as_struct(body.weights, Weights)
    advice = find_advice(parts.models, who.tenant, model, body.dataset, weights)
    return RecommendationAnswer(
        dataset=advice.dataset,
        options=tuple(OptionAnswer.model_validate(option) for option in advice.recommendation.options),
        start=TrainingBody.model_validate(advice.start),
    )


@router.get("/{model}/trainings/{training}", response_model=TrainingAnswer)
async def show_training(
    model: ModelPath, training: TrainingPath, parts: ForConsole, who: Anybody
) -> Training:
    """Tell how a training stands, and when it has ended what came of it."""
    return find_training(parts.trainings, parts.models, who.tenant, model, training)


@router.get("", response_model=ModelsAnswer)
async def list_models(parts: ForConsole, who: Anybody) -> dict[str, tuple[ModelSummary, ...]]:
    """List all models, how many versions each has, and where which is live."""
    return {"models": find_models(parts.models, who.tenant)}


@router.get("/{model}", response_model=ModelAnswer)
async def show_model(model: ModelPath, parts: ForConsole, who: Anybody) -> ModelHistory:
    """Show the versions of a model with their verdicts, newest first, and where which is live."""
    return find_model(parts.models, who.tenant, model)
