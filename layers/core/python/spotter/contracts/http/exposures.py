"""Exposures of workers over HTTP."""

from __future__ import annotations

from datetime import datetime
from typing import Literal

from pydantic import Field

from spotter.contracts.exposures import Quantity, Reason
from spotter.contracts.http.models import Answer, Body, Moment


class ShiftBody(Body):
    """When a shift ends; its name says when it begins."""

    end: Moment


class BoundsAnswer(Answer):
    """A quantity as far as it is known: no gap can have made it less than `lower` or more than `upper`.

    Without `upper` nobody knows how much it was at most. `coverage` is the measured share in per cent.
    """

    lower: float
    estimate: float
    upper: float | None
    coverage: float


class ExposureAnswer(Answer):
    """One quantity of one hazard over a shift, with the limit, its source and the verdict."""

    rule: str
    quantity: Quantity
    hazard: str
    unit: str
    limit: float
    bounds: BoundsAnswer
    verdict: Literal["above", "possibly above", "below"]
    source: str


class ShiftExposureAnswer(Answer):
    """The exposures of a worker in a shift: one version, and the reasons why it was made."""

    site: str
    worker: str = Field(examples=["kim"])
    shift: str = Field(examples=["20261124T0600"])
    start: datetime
    end: datetime
    version: int
    reasons: tuple[Reason, ...]
    reckoned_at: datetime
    devices: tuple[str, ...]
    readings: int
    exposures: tuple[ExposureAnswer, ...]


class ShiftExposuresAnswer(Answer):
    """What counts of each shift, by worker and start."""

    shifts: tuple[ShiftExposureAnswer, ...]


class ShiftVersionsAnswer(Answer):
    """What counts of a shift, and what was told before, the first version first."""

    current: ShiftExposureAnswer
    superseded: tuple[ShiftExposureAnswer, ...]
