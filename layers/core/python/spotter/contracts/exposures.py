"""Exposures: what a worker was exposed to over a shift, with what is known of it and what is not."""

from __future__ import annotations

import math
from datetime import datetime
from typing import Literal

import msgspec

from spotter.contracts.names import SiteName, Tenant, WorkerName

Quantity = Literal["twa", "stel", "ceiling", "dose", "mean", "mixture"]


class Bounds(msgspec.Struct, frozen=True):
    """A quantity as far as it is known.

    `lower` holds if every gap held the least that is plausible, `upper` if it held the most; the estimate
    gives gaps the mean of what was measured. Where a sensor has no end there is no upper bound. `coverage` is
    the measured share of the time in per cent.
    """

    lower: float
    estimate: float
    upper: float | None
    coverage: float

    @property
    def most(self) -> float:
        """The upper bound, infinite where there is none."""
        return math.inf if self.upper is None else self.upper


class Exposure(msgspec.Struct, frozen=True):
    """One quantity of one hazard over a shift, and the limit that it is compared with."""

    rule: str
    quantity: Quantity
    hazard: str
    unit: str
    limit: float
    bounds: Bounds
    source: str

    @property
    def verdict(self) -> Literal["above", "possibly above", "below"]:
        """Say whether the limit was passed, as far as that is known."""
        if self.bounds.lower >= self.limit:
            return "above"
        return "possibly above" if self.bounds.most >= self.limit else "below"


class ShiftExposure(msgspec.Struct, frozen=True):
    """All exposures of a worker in one shift, as known at `reckoned_at`; late data makes the next version."""

    tenant: Tenant
    site: SiteName
    worker: WorkerName
    start: datetime
    end: datetime
    reckoned_at: datetime
    readings: int
    exposures: tuple[Exposure, ...]
