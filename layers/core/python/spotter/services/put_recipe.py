"""Keep a recipe as the next version of its name."""

from __future__ import annotations

from datetime import datetime

from spotter.contracts.names import RecipeName, Tenant
from spotter.contracts.recipes import Recipe, RecipeVersion
from spotter.domain.catalogue.made_words import entry_of_recipe
from spotter.errors import Conflict
from spotter.services.note_things import note
from spotter.stores.catalogue import Catalogue
from spotter.stores.recipes import Recipes


def put_recipe(
    recipes: Recipes,
    catalogue: Catalogue,
    tenant: Tenant,
    name: RecipeName,
    recipe: Recipe,
    *,
    actor: str,
    now: datetime,
) -> RecipeVersion:
    """Make the next version; what the latest says already makes none.

    Raises:
        Conflict: somebody else made that version in the same moment.
    """
    before = recipes.all(tenant, name)
    if before and before[-1].recipe == recipe:
        return before[-1]
    version = RecipeVersion(tenant, name, len(before) + 1, recipe, actor, now)
    try:
        recipes.add(version)
    except Conflict as err:
        remedy = "somebody else changed it in the same moment: look at it and try again"
        raise Conflict("recipe", name, expected=None, remedy=remedy) from err
    note(catalogue, entry_of_recipe(version))
    return version
