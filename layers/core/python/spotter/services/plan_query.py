"""Plan a query: how much an extraction would read, whether a function holds it, and the query for Athena."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import NamedTuple

from spotter.contracts.archive import Manifest
from spotter.contracts.datasets import DatasetDefinition
from spotter.contracts.names import DatasetName, Tenant
from spotter.domain.columns import columns_of
from spotter.domain.queries import query_of
from spotter.errors import Invalid
from spotter.ports.clock import Clock
from spotter.services.find_sources import MICROSECOND
from spotter.services.plan_extraction import BYTES_A_VALUE, HOLDS_BYTES, WORKERS, said_by_profiles, worn_in
from spotter.stores.assignments import Assignments
from spotter.stores.dataset_versions import DatasetVersions
from spotter.stores.days import Days
from spotter.stores.pseudonyms import Pseudonyms
from spotter.stores.raw import day_of
from spotter.stores.registry import Registry


class QueryPlan(NamedTuple):
    """What an extraction would read; `largest_day_bytes` is what its largest day takes while laid out."""

    days: int
    files: int
    values: int
    largest_day_bytes: int
    holds_bytes: int
    fits: bool
    known_at: datetime
    query: str


class PlanQuery:
    """The use case with the stores that it reads."""

    def __init__(
        self,
        versions: DatasetVersions,
        days: Days,
        registry: Registry,
        assignments: Assignments,
        pseudonyms: Pseudonyms,
        clock: Clock,
        bucket: str,
    ) -> None:
        self._versions = versions
        self._days = days
        self._registry = registry
        self._assignments = assignments
        self._pseudonyms = pseudonyms
        self._clock = clock
        self._bucket = bucket

    def __call__(self, tenant: Tenant, name: DatasetName, *, known_at: datetime | None = None) -> QueryPlan:
        """Plan for what is compacted now.

        Raises:
            NotFound: there is no such dataset.
            Invalid: it was uploaded, or nothing of it is compacted.
        """
        definition = self._versions.dataset(tenant, name).document.definition
        if definition is None:
            raise Invalid(f"dataset {name} was uploaded; there is nothing to extract", field="dataset")
        when = known_at or self._clock()
        manifests = list(self._manifests(definition))
        files = [f"s3://{self._bucket}/{file.key}" for each in manifests for file in each.files]
        said = said_by_profiles(self._registry, definition)
        wanted = {
            channel: each.types
            for channel, each in said.items()
            if not definition.channels or channel in definition.channels
        }
        columns = columns_of(wanted, {})
        worn = worn_in(definition, when, self._assignments, self._pseudonyms)
        needed = max((each.proof.rows for each in manifests), default=0) * BYTES_A_VALUE * WORKERS
        return QueryPlan(
            len(manifests),
            len(files),
            sum(each.proof.rows for each in manifests),
            needed,
            HOLDS_BYTES,
            needed <= HOLDS_BYTES,
            when,
            query_of(definition, when, columns, worn, files),
        )

    def _manifests(self, definition: DatasetDefinition) -> Iterator[Manifest]:
        first, last = day_of(definition.since), day_of(definition.until - MICROSECOND)
        for site in sorted(definition.sites):
            yield from self._days.between(definition.tenant, site, first, last)
