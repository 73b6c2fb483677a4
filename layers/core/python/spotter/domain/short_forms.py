"""The short form of a data structure: channels by the names of their types, as in `{"co": "Decimal"}`."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from spotter.contracts.profiles import ChannelType

TYPE_NAMES: Mapping[str, ChannelType] = MappingProxyType(
    {
        "Decimal": ChannelType.NUMBER,
        "Float": ChannelType.NUMBER,
        "Double": ChannelType.NUMBER,
        "Number": ChannelType.NUMBER,
        "Integer": ChannelType.INTEGER,
        "Long": ChannelType.INTEGER,
        "Boolean": ChannelType.BOOLEAN,
        "String": ChannelType.STRING,
        **{str(kind): kind for kind in ChannelType},
    }
)
"""What a type may be called: `String` and `Decimal` by the paper, the others as schema languages do."""


def written_out(said: object) -> object:
    """Give in full what a profile says in short: a bare mapping of channels, or channels as names of types.

    Anything else is given back as it is, to be judged by whoever reads it.

    >>> written_out({"DataType": "String", "co": "Decimal"})
    {'channels': {'DataType': {'type': 'string'}, 'co': {'type': 'number'}}}
    """
    if not isinstance(said, Mapping):
        return said
    if said and "channels" not in said and all(isinstance(value, str) for value in said.values()):
        said = {"channels": said}
    channels = said.get("channels")
    if not isinstance(channels, Mapping):
        return said
    return {**said, "channels": {name: _channel(channel) for name, channel in channels.items()}}


def _channel(said: object) -> object:
    if not isinstance(said, str):
        return said
    return {"type": str(TYPE_NAMES.get(said, said))}
