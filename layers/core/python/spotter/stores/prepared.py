"""What preparations leave behind: a report of each run, and what each prepared version was made by."""

from __future__ import annotations

import msgspec

from spotter.contracts.datasets import Version
from spotter.contracts.names import DatasetName, Tenant
from spotter.contracts.preparing import PreparedFrom, PreparingReport
from spotter.errors import NotFound
from spotter.ports.objects import Objects
from spotter.stores.part_lists import decoded, folder_of


class PreparedRecords:
    """Objects beside the versions of a dataset: `reports/` by run, `prepared/` by version."""

    def __init__(self, objects: Objects) -> None:
        self._objects = objects

    def keep_report(self, tenant: Tenant, name: DatasetName, report: PreparingReport) -> None:
        """Keep what a run did, for whoever asked for it."""
        self._objects.put(_report(tenant, name, report.run), msgspec.json.encode(report))

    def report(self, tenant: Tenant, name: DatasetName, run: str) -> PreparingReport:
        """Read what a run did, or raise NotFound."""
        key = _report(tenant, name, run)
        return decoded(self._objects.get(key), PreparingReport, key)

    def keep(self, prepared: PreparedFrom) -> None:
        """Keep what a version was made by."""
        order, made = prepared.order, prepared.report.made
        if made is None:
            raise NotFound("version", order.run)
        self._objects.put(prepared_key(order.tenant, order.dataset, made), msgspec.json.encode(prepared))

    def of(self, tenant: Tenant, name: DatasetName, version: Version) -> PreparedFrom:
        """Read what a prepared version was made by, or raise NotFound."""
        key = prepared_key(tenant, name, version)
        return decoded(self._objects.get(key), PreparedFrom, key)


def _report(tenant: Tenant, name: DatasetName, run: str) -> str:
    return f"{folder_of(tenant, name)}reports/{run}.json"


def prepared_key(tenant: Tenant, name: DatasetName, version: Version) -> str:
    """Say where it is kept by what a version was made."""
    return f"{folder_of(tenant, name)}prepared/{version}.json"
