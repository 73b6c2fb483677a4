"""The clock of the machine."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

from spotter.ports.clock import Clock


def system_clock() -> datetime:
    """Tell the time now, in UTC."""
    return datetime.now(UTC)


if TYPE_CHECKING:
    _: Clock = system_clock
