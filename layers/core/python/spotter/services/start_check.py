"""Ask for a check: start the run that sums a version up and compares it."""

from __future__ import annotations

import msgspec

from spotter.contracts.datasets import Version
from spotter.contracts.names import DatasetName, Tenant
from spotter.contracts.skew import CheckOrder
from spotter.domain.datasets import run_name
from spotter.errors import Invalid
from spotter.ports.clock import Clock
from spotter.ports.workflows import Workflow
from spotter.stores.checks import Checks
from spotter.stores.dataset_versions import DatasetVersions


class StartCheck:
    """The use case with the stores that it reads and the machine that it starts."""

    def __init__(self, versions: DatasetVersions, checks: Checks, runs: Workflow, clock: Clock) -> None:
        self._versions = versions
        self._checks = checks
        self._runs = runs
        self._clock = clock

    def __call__(
        self,
        tenant: Tenant,
        name: DatasetName,
        version: Version | None,
        *,
        by: str,
        against: Version = "",
        infer: bool = False,
    ) -> str:
        """Start a check of a version, the current one where none is named, and name the run.

        Raises:
            NotFound: there is no such version.
            WrongState: one of the two was deleted.
            Invalid: it is to be compared with itself, or by a schema and none was accepted.
        """
        manifest = self._versions.manifest(tenant, name, version)
        if against == manifest.version:
            raise Invalid(f"{against} would be compared with itself", field="against")
        if against:
            self._versions.manifest(tenant, name, against)
        elif not infer and self._checks.schema(tenant, name) is None:
            remedy = f"spotter dataset schema infer {name}, review it, and accept it; or name a version"
            raise Invalid(f"no schema of {name} was accepted: {remedy}", field="against")
        order = CheckOrder("", tenant, name, manifest.version, by, against, infer)
        run = run_name(tenant, name, self._clock(), order)
        told = msgspec.structs.replace(order, run=run)
        self._runs.start(name=run, payload=msgspec.json.encode({"check": told}).decode())
        return run
