"""The alarm philosophy that comes with the library, as data."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import msgspec

from spotter.contracts.philosophy import Philosophy

DEFAULT_PHILOSOPHY = "spotter-default"


@cache
def philosophy(name: str = DEFAULT_PHILOSOPHY) -> Philosophy:
    """Read a philosophy; they are immutable, so each is read once a process."""
    content = (Path(__file__).parent / "philosophies" / f"{name}.json").read_bytes()
    return msgspec.json.decode(content, type=Philosophy)
