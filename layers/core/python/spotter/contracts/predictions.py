"""Predictions: what live models say."""

from __future__ import annotations

from datetime import datetime

import msgspec

from spotter.contracts.names import DeviceName, ModelName, SiteName, Tenant
from spotter.contracts.readings import Trust


class Prediction(msgspec.Struct, frozen=True):
    """What a model said of one reading's window, and how far the values in it are believed."""

    tenant: Tenant
    site: SiteName
    device: DeviceName
    reading: str
    at: datetime
    model: ModelName
    version: str
    score: float
    threshold: float
    unit: str = "probability"
    trust: Trust = Trust.GOOD
