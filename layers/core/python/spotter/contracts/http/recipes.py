"""Recipes over HTTP."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any

from pydantic import Field

from spotter.contracts.http.models import Answer, Body
from spotter.contracts.recipes import MOST_STEPS

StepBody = Annotated[dict[str, Any], Field(max_length=12)]


class RecipeBody(Body):
    """Steps in the order in which they are taken; `spotter recipe options` says which there are."""

    steps: Annotated[list[StepBody], Field(min_length=1, max_length=MOST_STEPS)] = Field(
        examples=[[{"step": "fill_median"}, {"step": "scale_robust"}]]
    )
    about: Annotated[str, Field(max_length=500)] = ""


class RecipeAnswer(Answer):
    """One version of a recipe, in plain words too; `not_live` says why a model that it prepares cannot be."""

    name: str
    version: int
    digest: str
    recipe: dict[str, Any]
    explained: tuple[str, ...]
    doubts: tuple[str, ...]
    not_live: tuple[str, ...]
    put_by: str
    put_at: datetime


class RecipesAnswer(Answer):
    """The latest version of each recipe."""

    recipes: tuple[RecipeAnswer, ...]


class RecipeStepsAnswer(Answer):
    """Every step that a recipe can have."""

    steps: tuple[dict[str, Any], ...]
