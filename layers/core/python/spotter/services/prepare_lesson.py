"""Let the recipe that a training asks for prepare its rows."""

from __future__ import annotations

from dataclasses import replace

from spotter.contracts.learning import TrainingRequest
from spotter.learning.lessons import Lesson
from spotter.stores.recipes import Recipes


def prepared_by(recipes: Recipes, request: TrainingRequest, lesson: Lesson) -> Lesson:
    """Put the recipe into a lesson; without one it stays as it is.

    Raises:
        NotFound: there is no such version.
    """
    if request.recipe is None:
        return lesson
    version = recipes.named(request.tenant, request.recipe)
    return replace(lesson, recipe=version.recipe, recipe_version=version.label)
