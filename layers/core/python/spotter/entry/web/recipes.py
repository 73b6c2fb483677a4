"""Recipes over HTTP: what prepares data before a model learns from it."""

from __future__ import annotations

from typing import Annotated, Any

import msgspec
from fastapi import APIRouter, Query

from spotter.contracts.http.recipes import RecipeAnswer, RecipeBody, RecipesAnswer, RecipeStepsAnswer
from spotter.contracts.recipes import RecipeVersion
from spotter.domain.recipes.options import options
from spotter.domain.recipes.reading import digest_of, recipe_of
from spotter.domain.recipes.sentences import doubts, explain, not_live
from spotter.entry.web.auth import AnEngineer, Anybody
from spotter.entry.web.names import RecipePath
from spotter.entry.web.parts import ForConsole
from spotter.services.put_recipe import put_recipe as keep

router = APIRouter(prefix="/v1", tags=["recipes"])


@router.get("/recipe-steps")
async def list_recipe_steps(_who: Anybody) -> RecipeStepsAnswer:
    """List every step that a recipe can have: what it does, when to use it, what can be set."""
    plain: list[dict[str, Any]] = [
        {**each._asdict(), "parameters": [one._asdict() for one in each.parameters]} for each in options()
    ]
    return RecipeStepsAnswer(steps=tuple(plain))


@router.get("/recipes")
async def list_recipes(parts: ForConsole, who: Anybody) -> RecipesAnswer:
    """List the latest version of each recipe."""
    latest = {each.name: each for each in parts.models.recipes.all(who.tenant)}
    return RecipesAnswer(recipes=tuple(map(_answer, latest.values())))


@router.put("/recipes/{recipe}")
async def put_recipe(
    recipe: RecipePath, body: RecipeBody, parts: ForConsole, who: AnEngineer
) -> RecipeAnswer:
    """Make the next version of a recipe; the same body as the latest version makes none."""
    said = recipe_of({"steps": body.steps, "about": body.about})
    known, now = parts.models, parts.clock()
    kept = keep(known.recipes, known.catalogue, who.tenant, recipe, said, actor=who.name, now=now)
    return _answer(kept)


@router.get("/recipes/{recipe}")
async def show_recipe(
    recipe: RecipePath,
    parts: ForConsole,
    who: Anybody,
    version: Annotated[int | None, Query(ge=1, le=999_999)] = None,
) -> RecipeAnswer:
    """Show one version of a recipe with what it does in plain words, the latest when none is named."""
    return _answer(parts.models.recipes.get(who.tenant, recipe, version))


def _answer(kept: RecipeVersion) -> RecipeAnswer:
    return RecipeAnswer(
        name=kept.name,
        version=kept.version,
        digest=digest_of(kept.recipe),
        recipe=msgspec.to_builtins(kept.recipe),
        explained=tuple(explain(kept.recipe)),
        doubts=tuple(doubts(kept.recipe)),
        not_live=tuple(not_live(kept.recipe)),
        put_by=kept.put_by,
        put_at=kept.put_at,
    )
