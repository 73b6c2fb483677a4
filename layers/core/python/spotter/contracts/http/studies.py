"""Studies over HTTP: searches that several workers share."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Literal

from pydantic import Field

from spotter.contracts.http.models import Answer, Body, Slug
from spotter.contracts.learning import AskedMetric


class StudyBody(Body):
    """What to search: a frozen training set of a model, how many trials, how many workers side by side."""

    model: Slug
    dataset: Annotated[str, Field(pattern="^[0-9a-f]{8,64}$", description="A dataset version of the model.")]
    trials: Annotated[int, Field(ge=1, le=1000)] = 60
    workers: Annotated[int, Field(ge=1, le=20)] = 4
    seed: Annotated[int, Field(ge=0, le=2**31 - 1)] = 0
    metric: AskedMetric | None = None


class TrialAnswer(Answer):
    """A trial: held by a worker until a moment, or finished with a loss."""

    number: int
    state: Literal["leased", "finished"]
    owner: str
    until: datetime
    attempt: int = Field(description="How often it was begun.")
    loss: float | None
    rounds: int
    params: dict[str, float | int]


class StudyAnswer(Answer):
    """A study, what it is about, and how it stands."""

    name: str
    about: str = Field(examples=["fall/3f0c9a2b1d4e5f60"], description="MODEL/VERSION, or a file.")
    begun_at: datetime
    seed: int
    metric: str | None
    abreast: int
    trials: int
    finished: int
    leased: int
    left: int
    attempts: int
    best: TrialAnswer | None


class StudiesAnswer(Answer):
    """All studies by name."""

    studies: tuple[StudyAnswer, ...]


class TrialsAnswer(Answer):
    """The trials of a study that anybody has begun, by number."""

    study: str
    trials: tuple[TrialAnswer, ...]
