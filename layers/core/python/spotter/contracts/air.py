"""The air of zones: what the sensors installed there measured last, and what was filled into readings."""

from __future__ import annotations

from datetime import datetime

import msgspec

from spotter.contracts.names import DeviceName, SiteName, Tenant


class AirMoment(msgspec.Struct, frozen=True, array_like=True):
    """What a sensor in a zone measured at a moment, as numbers."""

    at: datetime
    device: DeviceName
    values: dict[str, float]


class AirOfZone(msgspec.Struct, frozen=True):
    """The last moments of all sensors of a zone, by time."""

    moments: tuple[AirMoment, ...] = ()


class AirNote(msgspec.Struct, frozen=True):
    """The air that a reading was given when it was scored; names of channels begin with `air.`."""

    tenant: Tenant
    site: SiteName
    device: DeviceName
    reading: str
    at: datetime
    arrived: datetime
    values: dict[str, float]
