"""Limits: whether one value is danger or normal, and which of two values is worse."""

from __future__ import annotations

from typing import Protocol

from spotter.contracts.alarms import Evidence


class Limit(Protocol):
    """What a value is compared with."""

    @property
    def direction(self) -> str:
        """`rising` or `falling`: on which side of the limit the danger is."""
        ...

    @property
    def limit(self) -> float:
        """The value from which on it is danger."""
        ...


class Banded(Limit, Protocol):
    """A limit with a deadband."""

    @property
    def deadband(self) -> float:
        """How far inside the limit a value has to be to be normal."""
        ...


def is_active(rule: Limit, value: float) -> bool:
    """Tell whether a value is at or beyond the limit."""
    return value >= rule.limit if rule.direction == "rising" else value <= rule.limit


def is_normal(rule: Banded, value: float) -> bool:
    """Tell whether a value is inside the limit by more than the deadband."""
    inside = rule.limit - value if rule.direction == "rising" else value - rule.limit
    return inside > rule.deadband


def badness(direction: str, evidence: Evidence) -> tuple[float, float, str, str]:
    """Order evidence from better to worse; of equal values the earlier is worse, so the order is total."""
    value = evidence.value if direction == "rising" else -evidence.value
    return value, -evidence.at.timestamp(), evidence.reading, evidence.channel
