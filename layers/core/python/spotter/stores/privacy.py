"""Privacy: which channels say something about a person's body, by what their profile says of them."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from pathlib import Path

import msgspec

from spotter.contracts.profiles import Channel, Profile


class Biometrics(msgspec.Struct, frozen=True):
    """The hazards and units by which a biometric channel is known, and where that comes from."""

    name: str
    version: str
    source: str
    hazards: frozenset[str]
    units: frozenset[str]

    def holds(self, channel: Channel) -> bool:
        """Tell whether a channel is biometric."""
        return channel.hazard in self.hazards or channel.unit in self.units


@cache
def biometrics() -> Biometrics:
    """Read what makes a channel biometric."""
    content = (Path(__file__).parent / "packs" / "biometrics.json").read_bytes()
    return msgspec.json.decode(content, type=Biometrics)


def biometric_channels(profiles: Iterable[Profile]) -> tuple[str, ...]:
    """Name the channels that are biometric in any version of any profile; a name is hidden everywhere."""
    known = biometrics()
    return tuple(
        sorted({name for each in profiles for name, channel in each.channels.items() if known.holds(channel)})
    )
