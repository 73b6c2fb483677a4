"""Exposures: what a worker was exposed to over a shift, with what is known of it and what is not."""

from __future__ import annotations

import math
from datetime import datetime
from typing import Literal

import msgspec

from spotter.contracts.names import DeviceName, SiteName, Tenant, WorkerName

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


Reason = Literal["first", "late data", "assignments corrected", "rules changed", "shift changed"]
"""Why a version of a shift's exposures was made."""


class Basis(msgspec.Struct, frozen=True):
    """What they were reckoned from: how many readings; digests of them, of who wore what, of rules."""

    readings: int
    measured: str
    worn: str
    rules: str


class ShiftExposure(msgspec.Struct, frozen=True):
    """All exposures of a worker in one shift, as known at `reckoned_at`.

    What is learned later makes the next version, with the reasons why; those before it are kept.
    """

    tenant: Tenant
    site: SiteName
    worker: WorkerName
    start: datetime
    end: datetime
    version: int
    reasons: tuple[Reason, ...]
    reckoned_at: datetime
    devices: tuple[DeviceName, ...]
    basis: Basis
    exposures: tuple[Exposure, ...]
