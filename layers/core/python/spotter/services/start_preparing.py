"""Ask for a prepared version, or for a try on a sample: start the run, and tell how it stands."""

from __future__ import annotations

from typing import NamedTuple

import msgspec

from spotter.contracts.datasets import Extraction, Version
from spotter.contracts.names import DatasetName, Tenant
from spotter.contracts.preparing import PreparedFrom, PreparingOrder, PreparingReport, PreparingRoles
from spotter.domain.catalogue.made_runs import RUNNING, Ended, entry_of_freeze
from spotter.domain.datasets import run_name
from spotter.domain.preparing import features_in, for_whole, refuse_too_large, roles_in
from spotter.errors import NotFound
from spotter.ports.clock import Clock
from spotter.ports.workflows import Workflow
from spotter.services.note_things import note
from spotter.services.start_extraction import StartExtraction
from spotter.stores.catalogue import Catalogue
from spotter.stores.dataset_versions import DatasetVersions
from spotter.stores.prepared import PreparedRecords
from spotter.stores.recipes import Recipes


class Asked(NamedTuple):
    """What somebody asks for: a recipe as `name` or `name@version`, and what its columns are."""

    recipe: str
    roles: PreparingRoles
    marks: bool = True
    sample: int | None = None
    current: bool = False


class PreparingState(NamedTuple):
    """How a run stands, and what it did when it has ended well."""

    run: str
    status: str
    version: Version | None
    cause: str
    report: PreparingReport | None


class StartPreparing:
    """The use case with the stores that it works on."""

    def __init__(
        self,
        versions: DatasetVersions,
        recipes: Recipes,
        prepared: PreparedRecords,
        extractions: StartExtraction,
        runs: Workflow,
        clock: Clock,
        catalogue: Catalogue,
    ) -> None:
        self._versions = versions
        self._recipes = recipes
        self._prepared = prepared
        self._extractions = extractions
        self._runs = runs
        self._clock = clock
        self._catalogue = catalogue

    def __call__(
        self, tenant: Tenant, name: DatasetName, version: Version | None, asked: Asked, *, by: str
    ) -> str:
        """Start the run and name it; what cannot be is refused before.

        Raises:
            NotFound: there is no such version, or no such recipe.
            WrongState: the version was deleted.
            Invalid: there is no column of that name, or nothing to prepare.
            Oversized: it is more than a function can hold; the sentence says how much.
        """
        source = self._versions.manifest(tenant, name, version)
        kept = self._recipes.named(tenant, asked.recipe)
        recipe, _ = for_whole(kept.recipe)
        columns = features_in(source, roles_in(source, asked.roles))
        if asked.sample is None:
            refuse_too_large(source, len(columns), recipe)
        told = PreparingOrder(
            run="",
            tenant=tenant,
            dataset=name,
            version=source.version,
            recipe=kept.recipe,
            called=kept.label,
            by=by,
            roles=asked.roles,
            marks=asked.marks,
            sample=asked.sample,
            current=asked.current,
        )
        now = self._clock()
        order = msgspec.structs.replace(told, run=run_name(tenant, name, now, told))
        self._runs.start(name=order.run, payload=msgspec.json.encode({"prepare": order}).decode())
        begun = Extraction(order.run, 0, 0)
        note(self._catalogue, entry_of_freeze(tenant, name, begun, Ended(RUNNING), now=now, by=by))
        return order.run

    def state(self, tenant: Tenant, name: DatasetName, run: str) -> PreparingState:
        """Tell how a run stands, or raise NotFound where this dataset has none of that name."""
        state = self._extractions.state(tenant, name, run)
        report = None
        if state.status == "SUCCEEDED":
            report = self._prepared.report(tenant, name, run)
        return PreparingState(run, state.status, state.version, state.cause, report)

    def of(self, tenant: Tenant, name: DatasetName, version: Version) -> PreparedFrom:
        """Tell what a prepared version was made by.

        Raises:
            NotFound: there is no such version, or no recipe made it.
            WrongState: it was deleted.
        """
        manifest = self._versions.manifest(tenant, name, version)
        if manifest.origin != "prepared":
            raise NotFound("preparation", f"{name}@{version}")
        return self._prepared.of(tenant, name, version)
