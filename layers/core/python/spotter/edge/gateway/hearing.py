"""Hearing: from what a local device says to readings. The wire format of devices, each with its `device`."""

from __future__ import annotations

from datetime import UTC, datetime

import msgspec

from spotter.contracts.names import DeviceName, slug
from spotter.edge.gateway.items import Heard, Lane
from spotter.errors import Invalid


class _Said(msgspec.Struct, frozen=True):
    values: dict[str, object]
    device: str | None = None
    at: datetime | None = None
    boot: str | None = None
    seq: int | None = None
    lane: str | None = None
    beacons: dict[str, float] = {}


class _Batch(msgspec.Struct, frozen=True):
    readings: list[_Said]


class _Shape(msgspec.Struct, frozen=True):
    readings: msgspec.Raw = msgspec.Raw()


def heard_in(
    payload: bytes, now: datetime, *, device: str | None = None, lane: str | None = None
) -> list[Heard]:
    """Read one reading or a batch; `device` and `lane` hold where the payload does not say.

    A device without a clock leaves `at` away: then it was measured now.

    Raises:
        Invalid: the payload is no such JSON; nothing of it is taken, so the sender can send it again, right.
    """
    try:
        shape = msgspec.json.decode(payload, type=_Shape)
        if not bytes(shape.readings):
            said = [msgspec.json.decode(payload, type=_Said)]
        else:
            said = msgspec.json.decode(payload, type=_Batch).readings
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as err:
        raise Invalid(f"this is no reading: {err}"[:300], field="body") from err
    return [_heard(each, now, device, lane) for each in said]


def _heard(said: _Said, now: datetime, device: str | None, lane: str | None) -> Heard:
    name = said.device or device
    if name is None:
        raise Invalid("a reading must name its device", field="device")
    if (said.boot is None) != (said.seq is None):
        raise Invalid("boot and seq come together or not at all", field="seq")
    at = said.at or now
    if at.tzinfo is None:
        raise Invalid("at must have a time zone", field="at", value=at.isoformat())
    urgent = (said.lane or lane) == "events"
    return Heard(
        DeviceName(slug(name, field="device")),
        at.astimezone(UTC),
        said.values,
        said.boot,
        said.seq,
        Lane.EVENT if urgent else Lane.BULK,
        said.beacons,
    )
