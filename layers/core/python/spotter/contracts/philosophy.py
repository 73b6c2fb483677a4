"""The alarm philosophy of ISA-18.2: how alarms of each class are handled, as versioned data."""

from __future__ import annotations

import msgspec

from spotter.contracts.alarms import AlarmClass
from spotter.contracts.handling import Handling


class Philosophy(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """How each class is handled, and where the numbers come from."""

    name: str
    edition: str
    classes: dict[AlarmClass, Handling]
    sources: dict[str, str]
