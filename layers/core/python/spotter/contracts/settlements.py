"""Settlements: by what the trust in the readings of a day was settled, and what the next day goes on from."""

from __future__ import annotations

import msgspec

from spotter.contracts.devices import SensorChecks
from spotter.contracts.names import DeviceName


class Held(msgspec.Struct, frozen=True, array_like=True):
    """What is remembered of one channel at the end of a day; times are epoch milliseconds."""

    at: int
    value: float
    differed: int
    before: float
    since: int
    jumped: bool
    settles: int


class Carried(msgspec.Struct, frozen=True, omit_defaults=True):
    """What a device carries from one day into the next.

    `over` is when each channel was last over its range, `begins` when each of its latest boots began.
    """

    over: dict[str, int] = {}
    begins: dict[str, int] = {}
    senses: dict[str, Held] = {}


class Basis(msgspec.Struct, frozen=True, omit_defaults=True):
    """By what the trust in the readings of one device was settled, beside the readings and their profiles.

    `overs` are moments at which a channel was over its range by readings that were refused for it.
    """

    checks: dict[str, SensorChecks] = {}
    suspect: bool = False
    overs: dict[str, tuple[int, ...]] = {}
    start: Carried = Carried()


class Settlement(msgspec.Struct, frozen=True):
    """The settlement of one day of a site: of each device that has readings in it its basis and its end."""

    by: dict[DeviceName, Basis] = {}
    ends: dict[DeviceName, Carried] = {}
