"""Recipes: what is done to a table before a model learns from it, step by step, as data.

Each step says `step: <name>` and its parameters. `columns` names the columns that it works on, also with a
star (`acc_*`); without it a step works on every numeric column that is no label, group, time or weight.
"""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Literal

import msgspec
from msgspec import Meta

from spotter.contracts.names import RecipeName, Tenant
from spotter.contracts.selections import Selection
from spotter.contracts.steps import Balance, DropColumns, Fill, Learned, Noise, Rows, Scaling

MOST_STEPS = 30

Step = Rows | DropColumns | Fill | Learned | Noise | Scaling | Selection | Balance


class Recipe(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Steps in the order in which they are taken."""

    steps: Annotated[tuple[Step, ...], Meta(min_length=1, max_length=MOST_STEPS)]
    about: Annotated[str, Meta(max_length=500)] = ""
    format: Literal[1] = 1


class RecipeVersion(msgspec.Struct, frozen=True):
    """A recipe that a tenant keeps; `version` counts from 1, and every version stays."""

    tenant: Tenant
    name: RecipeName
    version: int
    recipe: Recipe
    put_by: str
    put_at: datetime

    @property
    def label(self) -> str:
        """Name it as trainings and cards do: `fill@3`."""
        return f"{self.name}@{self.version}"
