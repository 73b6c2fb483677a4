"""Predictions: what live models say."""

from __future__ import annotations

from datetime import datetime

import msgspec

from spotter.contracts.names import DeviceName, ModelName, SiteName, Tenant


class Prediction(msgspec.Struct, frozen=True):
    """What a model said of one reading's window."""

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
