"""Exposures of workers by shift: every version that was ever reckoned, none replaced."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime

from spotter.contracts.exposures import ShiftExposure
from spotter.contracts.names import SiteName, Tenant, WorkerName
from spotter.ports.records import Key, Records
from spotter.stores.documents import Documents


class Exposures:
    """One record for each version of a shift; the last one counts."""

    def __init__(self, records: Records) -> None:
        self._shifts = Documents(records, ShiftExposure)

    def add(self, shift: ShiftExposure) -> None:
        """Add a version, or raise Conflict when another one has its number."""
        sort = f"{shift.worker}#{shift_name(shift.start)}#{shift.version:06d}"
        self._shifts.put(Key(_partition(shift.tenant, shift.site), sort), shift, expected=None)

    def versions(
        self, tenant: Tenant, site: SiteName, worker: WorkerName, start: datetime
    ) -> tuple[ShiftExposure, ...]:
        """Give every version of a shift, the first one first."""
        prefix = f"{worker}#{shift_name(start)}#"
        found = self._shifts.query(_partition(tenant, site), prefix=prefix)
        return tuple(stored.document for stored in found)

    def latest(
        self, tenant: Tenant, site: SiteName, worker: WorkerName | None = None
    ) -> Iterator[ShiftExposure]:
        """Give what counts of every shift of a site, or of one worker there, by worker and start."""
        last: ShiftExposure | None = None
        for stored in self._shifts.query(_partition(tenant, site), prefix=f"{worker}#" if worker else ""):
            shift = stored.document
            if last is not None and (last.worker, last.start) != (shift.worker, shift.start):
                yield last
            last = shift
        if last is not None:
            yield last


def shift_name(start: datetime) -> str:
    """Name a shift by the minute in which it begins, in UTC.

    >>> shift_name(datetime(2026, 11, 24, 6, 0, tzinfo=UTC))
    '20261124T0600'
    """
    return f"{start.astimezone(UTC):%Y%m%dT%H%M}"


def _partition(tenant: Tenant, site: SiteName) -> str:
    return f"{tenant}#{site}#exposures"
