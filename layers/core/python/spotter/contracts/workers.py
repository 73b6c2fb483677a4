"""Workers: what has to be known of those who wear devices, and nothing more."""

from __future__ import annotations

from datetime import datetime

import msgspec

from spotter.contracts.names import Tenant, WorkerName


class Worker(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What is recorded of a worker: the year of birth, None where it is not known or was erased.

    It is personal data. `by` and `at` say who wrote the record last and when, `erased` that it was emptied.
    """

    tenant: Tenant
    name: WorkerName
    born: int | None
    by: str
    at: datetime
    erased: bool = False


class WorkerNorms(msgspec.Struct, frozen=True):
    """Between which ages, in years, a year of birth is believed, and where that comes from."""

    name: str
    version: str
    source: str
    youngest: int
    oldest: int
