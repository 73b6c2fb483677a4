"""Payloads that the command line makes: one reading, in the format of the device's profile."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

from spotter.contracts import layouts
from spotter.contracts.names import ProfileName, Tenant
from spotter.contracts.profiles import Channel, ChannelType, Profile
from spotter.contracts.readings import Measured, Scalar
from spotter.domain.codecs.registry import payload_of

Spoken = Literal["json", "cbor", "senml+json", "senml+cbor", "csv"]
"""Packed binary is described field by field in its profile; a file of it is published with `--file`."""

_CODECS: Mapping[Spoken, layouts.Codec] = {
    "json": layouts.Json(),
    "cbor": layouts.Cbor(),
    "senml+json": layouts.SenmlJson(),
    "senml+cbor": layouts.SenmlCbor(),
    "csv": layouts.Csv(),
}


def payload_in(codec: Spoken, reading: Measured) -> bytes:
    """Write one reading as a device of this codec does; types are those of its values, units are unsaid."""
    channels = {name: Channel(_type_of(value)) for name, value in reading.values.items()}
    return payload_of([reading], Profile(Tenant("-"), ProfileName("-"), 1, channels, _CODECS[codec]))


def _type_of(value: Scalar) -> ChannelType:
    match value:
        case bool():
            return ChannelType.BOOLEAN
        case str():
            return ChannelType.STRING
        case int():
            return ChannelType.INTEGER
        case _:
            return ChannelType.NUMBER
