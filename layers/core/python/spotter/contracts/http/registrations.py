"""Models that were made elsewhere, over HTTP."""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import Field

from spotter.contracts.http.evidence import FileAnswer
from spotter.contracts.http.models import Answer, Body


class RegistrationBody(Body):
    """A model's text and card, and the training set of this model whose rows it learned from."""

    dataset: Annotated[str, Field(pattern="^[0-9a-f]{8,64}$")]
    text: Annotated[str, Field(min_length=2)]
    card: dict[str, Any] = Field(description="What `card.json` of a model folder holds.")


class RegistrationAnswer(Answer):
    """The version that was made of the text, and the run that judges it."""

    version: str
    run: str


class TrainingRowsAnswer(Answer):
    """Links to the training rows of a dataset version, gzip CSV with header; a link soon ends."""

    dataset: str
    files: tuple[FileAnswer, ...]
