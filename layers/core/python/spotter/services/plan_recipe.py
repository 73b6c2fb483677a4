"""Plan a recipe: where each step is done, whether a function holds the version, and the query for Athena."""

from __future__ import annotations

from typing import Literal, NamedTuple

from spotter.contracts.datasets import DatasetManifest, Version
from spotter.contracts.names import DatasetName, Tenant
from spotter.contracts.preparing import PreparingRoles
from spotter.contracts.recipes import Recipe
from spotter.domain.preparing import (
    BYTES_A_CELL,
    HOLDS_BYTES,
    SAMPLE_CELLS,
    features_in,
    fits_one,
    for_whole,
    refuse_indivisible,
    roles_in,
)
from spotter.domain.recipes.divided import StepPlan, divided
from spotter.domain.recipes.queries import recipe_query, table_of
from spotter.errors import Invalid
from spotter.stores.dataset_versions import DatasetVersions
from spotter.stores.part_lists import folder_of
from spotter.stores.recipes import Recipes

Cost = Literal["one function", "a query", "none"]


class RecipePlan(NamedTuple):
    """What a preparation would need. `distributed` and `sql` say why one cannot be; empty where it can."""

    recipe: str
    version: Version
    rows: int
    columns: int
    parts: int
    needs_bytes: int
    holds_bytes: int
    fits: bool
    cost: Cost
    reads_bytes: int
    sample_rows: int
    steps: tuple[StepPlan, ...]
    distributed: str
    sql: str
    table: str
    query: str


class PlanRecipe:
    """The use case with the stores that it reads."""

    def __init__(self, versions: DatasetVersions, recipes: Recipes, bucket: str) -> None:
        self._versions = versions
        self._recipes = recipes
        self._bucket = bucket

    def __call__(
        self, tenant: Tenant, name: DatasetName, version: Version | None, recipe: str, said: PreparingRoles
    ) -> RecipePlan:
        """Plan a recipe for a version.

        Raises:
            NotFound: there is no such version, or no such recipe.
            WrongState: the version was deleted.
            Invalid: there is no column of that name, or nothing to prepare.
        """
        source = self._versions.manifest(tenant, name, version)
        kept = self._recipes.named(tenant, recipe)
        done, _ = for_whole(kept.recipe)
        features = features_in(source, roles_in(source, said))
        fits = fits_one(source, len(features), done)
        distributed = _why_not_distributed(source, done)
        table = f"{name}_parts".replace("-", "_")
        folder = f"s3://{self._bucket}/{folder_of(tenant, name)}parts/"
        files = [
            f"s3://{self._bucket}/{self._versions.part_key(tenant, name, part)}"
            for part in self._versions.parts(source)
        ]
        query, sql = "", ""
        try:
            query = recipe_query(done, source.columns, [f.name for f in features], files, table=table)
        except Invalid as err:
            sql = str(err)
        return RecipePlan(
            kept.label, source.version, source.rows, len(features), source.parts.count,
            source.rows * len(features) * BYTES_A_CELL, HOLDS_BYTES, fits,
            "one function" if fits else "a query" if query else "none", source.size,
            min(source.rows, SAMPLE_CELLS // len(features)), divided(kept.recipe), distributed, sql,
            table_of(source.columns, table=table, folder=folder) if query else "", query,
        )  # fmt: skip


def _why_not_distributed(source: DatasetManifest, recipe: Recipe) -> str:
    try:
        refuse_indivisible(source, recipe)
    except Invalid as err:
        return str(err)
    return ""
