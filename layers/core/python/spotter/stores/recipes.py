"""Recipes: every version of each, by name and number."""

from __future__ import annotations

from spotter.contracts.names import RecipeName, Tenant
from spotter.contracts.recipes import RecipeVersion
from spotter.errors import Invalid, NotFound
from spotter.ports.records import Key, Records
from spotter.stores.documents import Documents


class Recipes:
    """The recipes of a tenant."""

    def __init__(self, records: Records) -> None:
        self._versions = Documents(records, RecipeVersion)

    def all(self, tenant: Tenant, name: RecipeName | None = None) -> list[RecipeVersion]:
        """Give all versions, by name and number; of one recipe where it is named."""
        prefix = f"{name}#" if name else ""
        return [stored.document for stored in self._versions.query(f"{tenant}#recipes", prefix=prefix)]

    def get(self, tenant: Tenant, name: RecipeName, version: int | None = None) -> RecipeVersion:
        """Read a version, the latest where none is named, or raise NotFound."""
        if version is not None:
            stored = self._versions.get(_key(tenant, name, version))
            if stored is None:
                raise NotFound("recipe version", f"{name}@{version}")
            return stored.document
        versions = self.all(tenant, name)
        if not versions:
            raise NotFound("recipe", name)
        return versions[-1]

    def named(self, tenant: Tenant, said: str) -> RecipeVersion:
        """Read what `name` or `name@version` says, or raise NotFound.

        Raises:
            Invalid: the version is no number.
        """
        name, at, version = said.partition("@")
        if at and not version.isdigit():
            raise Invalid(f"recipe: {said[:80]} is not NAME or NAME@VERSION, such as fill@3", field="recipe")
        return self.get(tenant, RecipeName(name), int(version) if at else None)

    def add(self, version: RecipeVersion) -> None:
        """Write a new version, or raise Conflict where its number is taken."""
        self._versions.put(_key(version.tenant, version.name, version.version), version, expected=None)


def _key(tenant: Tenant, name: RecipeName, version: int) -> Key:
    return Key(f"{tenant}#recipes", f"{name}#{version:06d}")
