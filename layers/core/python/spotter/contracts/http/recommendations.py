"""Recommendations over HTTP."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from spotter.contracts.http.learning import TrainingBody
from spotter.contracts.http.models import Answer, Body

Care = Annotated[float, Field(ge=0, le=100)]


class WeightsBody(Body):
    """How much each thing counts; only the proportions matter."""

    accuracy: Care = 4.0
    training_time: Care = 1.0
    latency: Care = 1.0
    size: Care = 0.5
    explainability: Care = 1.0
    similarity: Care = 1.0


class RecommendationBody(Body):
    """For which dataset version of the model (the latest by default), and what people care about."""

    dataset: Annotated[str, Field(pattern="^[a-z0-9-]{1,64}$")] | None = None
    weights: WeightsBody = WeightsBody()


class OptionAnswer(Answer):
    """One choice with its marks from 0 to 1, and why; `model` names an earlier model to use as it is."""

    kind: Literal["algorithm", "model"]
    algorithm: str
    model: str | None
    score: float
    marks: dict[str, float]
    runs: int
    why: str


class RecommendationAnswer(Answer):
    """All choices, the best first; `start` is what to post to the trainings of the model for the best."""

    dataset: str
    options: tuple[OptionAnswer, ...]
    start: TrainingBody
