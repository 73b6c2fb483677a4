"""Rules: limits with their source, as versioned data."""

from __future__ import annotations

from typing import Literal

import msgspec

from spotter.contracts.alarms import AlarmClass
from spotter.contracts.names import RuleName


class ThresholdRule(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A limit on a hazard: active at or beyond `limit`, normal again only when `deadband` inside it.

    `limit` and `deadband` are in `unit`. The rule looks at every channel whose profile names its hazard in
    that unit.
    """

    name: RuleName
    title: str
    hazard: str
    unit: str
    direction: Literal["rising", "falling"]
    limit: float
    deadband: float
    alarm_class: AlarmClass
    source: str


class RulePack(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Rules of one jurisdiction and edition."""

    name: str
    edition: str
    rules: tuple[ThresholdRule, ...]
