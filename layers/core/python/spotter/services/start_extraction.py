"""Ask for a version: start the run that extracts it, and tell how it stands."""

from __future__ import annotations

from datetime import datetime
from typing import NamedTuple

import msgspec

from spotter.contracts.datasets import Extraction, Order, Version
from spotter.contracts.names import DatasetName, Tenant
from spotter.domain.catalogue.made_runs import RUNNING, Ended, entry_of_freeze
from spotter.domain.causes import cause_of
from spotter.domain.datasets import is_run_of, refuse_undefinable, run_name
from spotter.errors import Invalid, NotFound
from spotter.ports.clock import Clock
from spotter.ports.workflows import Workflow
from spotter.services.note_things import note
from spotter.stores.catalogue import Catalogue
from spotter.stores.dataset_versions import DatasetVersions
from spotter.stores.extractions import Extractions


class ExtractionState(NamedTuple):
    """How an extraction stands: days done of all, the version when it has ended, why it failed if it did."""

    run: str
    status: str
    done: int
    total: int
    version: Version | None
    cause: str


class StartExtraction:
    """The use case with the stores that it works on."""

    def __init__(
        self,
        versions: DatasetVersions,
        extractions: Extractions,
        runs: Workflow,
        clock: Clock,
        catalogue: Catalogue,
    ) -> None:
        self._versions = versions
        self._extractions = extractions
        self._runs = runs
        self._clock = clock
        self._catalogue = catalogue

    def __call__(self, tenant: Tenant, name: DatasetName, *, known_at: datetime | None, by: str) -> str:
        """Start an extraction of what had arrived by `known_at`, by now where it is None, and name the run.

        Raises:
            NotFound: there is no such dataset.
            Invalid: it was uploaded and has nothing to extract, or `known_at` lies ahead.
        """
        now = self._clock()
        if known_at is not None and known_at > now:
            raise Invalid("known_at lies ahead; nobody knows yet what will have arrived", field="known_at")
        definition = self._versions.dataset(tenant, name).document.definition
        if definition is None:
            raise Invalid(f"dataset {name} was uploaded; there is nothing to extract", field="dataset")
        refuse_undefinable(definition)
        told = Order("", definition, known_at or now, by)
        order = msgspec.structs.replace(told, run=run_name(tenant, name, now, told))
        self._runs.start(name=order.run, payload=msgspec.json.encode({"order": order}).decode())
        begun = Extraction(order.run, 0, 0)
        note(self._catalogue, entry_of_freeze(tenant, name, begun, Ended(RUNNING), now=now, by=by))
        return order.run

    def state(self, tenant: Tenant, name: DatasetName, run: str) -> ExtractionState:
        """Tell how an extraction stands, or raise NotFound where this dataset has none of that name."""
        if not is_run_of(tenant, name, run):
            raise NotFound("extraction", run)
        known = self._extractions.get(tenant, name, run)
        told = self._runs.describe(run)
        done, total = (known.done, known.total) if known else (0, 0)
        return ExtractionState(
            run, told.status, done, total, known.version if known else None, cause_of(told.cause)
        )
