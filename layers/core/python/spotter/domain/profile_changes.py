"""Changes between two versions of a profile, channel by channel."""

from __future__ import annotations

from typing import Any, NamedTuple

import msgspec

from spotter.contracts.profiles import Draft


class Change(NamedTuple):
    """One thing that differs; None where it does not exist on that side."""

    channel: str
    field: str
    before: Any  # what a profile says: texts, numbers, or a layout
    after: Any  # as before


def changes_between(before: Draft, after: Draft) -> list[Change]:
    """Name everything in which two data structures differ, the codec last.

    >>> from spotter.contracts.profiles import Channel, ChannelType
    >>> one = Draft({"co": Channel(ChannelType.NUMBER, unit="ppm")})
    >>> other = Draft({"co": Channel(ChannelType.NUMBER, unit="%")})
    >>> [tuple(change) for change in changes_between(one, other)]
    [('co', 'unit', 'ppm', '%')]
    """
    old, new = msgspec.to_builtins(before), msgspec.to_builtins(after)
    found = []
    for name in sorted({*old["channels"], *new["channels"]}):
        was, becomes = old["channels"].get(name), new["channels"].get(name)
        if was is None or becomes is None:
            found.append(Change(name, "channel", was, becomes))
        else:
            found += _fields(name, was, becomes)
    if before.codec != after.codec:
        found.append(Change("", "codec", msgspec.to_builtins(before.codec), msgspec.to_builtins(after.codec)))
    return found


def _fields(name: str, was: dict[str, Any], becomes: dict[str, Any]) -> list[Change]:
    names = sorted({*was, *becomes})
    return [
        Change(name, field, was.get(field), becomes.get(field))
        for field in names
        if was.get(field) != becomes.get(field)
    ]
