"""Lines that follow answers, over HTTP."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Literal

from pydantic import Field

from spotter.contracts.http.models import Answer, Body

Odds = Annotated[float, Field(gt=0, lt=1)]


class LineBody(Body):
    """Between which bounds a line may move; else half of the way from where it is to 0 and to 1."""

    lowest: Odds | None = None
    highest: Odds | None = None


class RollbackBody(Body):
    """Whether the line stays at its calibrated threshold until it is begun again."""

    hold: bool = False


class LineMoveAnswer(Answer):
    """One move of a line: from where to where, why, by whom, on how many answers."""

    number: int
    at: datetime
    by: str
    version: str
    why: Literal["begun", "learned", "worse", "rolled_back"] = Field(
        description="`worse`: answers were worse than before the last step, so the line went back by itself."
    )
    before: float
    after: float
    answers: int
    missed: int = Field(description="Dangers that rules found and the model kept silent about.")


class LineAnswer(Answer):
    """Where the advisories of a live model begin, and how that came."""

    model: str
    site: str
    profile: str
    version: str
    threshold: float
    calibrated: float
    lowest: float
    highest: float
    held: bool
    learned_until: datetime
    moves: tuple[LineMoveAnswer, ...]
