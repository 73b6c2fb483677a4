"""What the load of alarms is held against, as data."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import msgspec

from spotter.contracts.alarm_load import LoadNorms


@cache
def load_norms() -> LoadNorms:
    """Read the limits and targets of alarm performance, with their sources; once a process."""
    content = (Path(__file__).parent / "watch" / "alarm-load.json").read_bytes()
    return msgspec.json.decode(content, type=LoadNorms)
