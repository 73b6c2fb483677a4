"""Accept a schema: from now on versions are held against it, and what does not fit stops models."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from spotter.contracts.datasets import Version
from spotter.contracts.names import DatasetName, Tenant
from spotter.contracts.skew import ColumnRule, DatasetSchema
from spotter.domain.skew.inferring import inferred, oddities
from spotter.domain.skew.rules import refuse_unusable
from spotter.errors import Conflict, NotFound
from spotter.ports.clock import Clock
from spotter.services.start_check import StartCheck
from spotter.stores.checks import Checks
from spotter.stores.dataset_versions import DatasetVersions


class Proposal(NamedTuple):
    """A schema as it would be inferred from a version, and which columns a person should look at."""

    source: Version
    columns: dict[str, ColumnRule]
    notes: tuple[str, ...]


class Wanted(NamedTuple):
    """What a person wants to have in force; `expected` is the number that was in force then."""

    source: Version
    columns: Mapping[str, ColumnRule]
    why: str = ""
    expected: int | None = None


class Accepted(NamedTuple):
    """The schema in force, and the run that holds the current version against it."""

    schema: DatasetSchema
    check: str | None


def propose_schema(
    versions: DatasetVersions, checks: Checks, tenant: Tenant, name: DatasetName, version: Version | None
) -> Proposal:
    """Infer a schema from a version that was summed up.

    Raises:
        NotFound: there is no such version, or nobody has summed it up.
        Invalid: it has no rows.
    """
    found = versions.manifest(tenant, name, version).version
    summary = checks.summary(tenant, name, found)
    if summary is None:
        raise NotFound("schema", f"{name}@{found}", remedy=f"spotter dataset schema infer {name}")
    return Proposal(found, inferred(summary), tuple(oddities(summary)))


class AcceptSchema:
    """The use case with the stores that it works on, and what holds versions against a schema."""

    def __init__(self, versions: DatasetVersions, checks: Checks, start: StartCheck, clock: Clock) -> None:
        self._versions = versions
        self._checks = checks
        self._start = start
        self._clock = clock

    def __call__(self, tenant: Tenant, name: DatasetName, wanted: Wanted, *, by: str) -> Accepted:
        """Put a schema in force under the next number, and hold the current version against it.

        Raises:
            NotFound: there is no such dataset or version.
            Invalid: a rule cannot be kept by any value.
            Conflict: somebody else accepted another in between.
        """
        self._versions.manifest(tenant, name, wanted.source)
        refuse_unusable(wanted.columns)
        before = self._checks.schema(tenant, name)
        number = before.number if before else 0
        if wanted.expected is not None and wanted.expected != number:
            remedy = f"number {number} is in force; look at it with `spotter dataset schema show {name}`"
            raise Conflict("schema", name, expected=wanted.expected, remedy=remedy)
        schema = DatasetSchema(
            tenant, name, number + 1, wanted.source, dict(wanted.columns), by, self._clock(), wanted.why
        )
        self._checks.accept(schema)
        head = self._versions.dataset(tenant, name).document.head
        return Accepted(schema, self._start(tenant, name, head, by=by) if head else None)
