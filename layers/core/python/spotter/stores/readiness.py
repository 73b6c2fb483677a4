"""What is expected of a site before lives may depend on it, as data."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import msgspec

from spotter.contracts.readiness import ReadinessNorms


@cache
def readiness_norms() -> ReadinessNorms:
    """Read what is expected; it comes with the library."""
    content = (Path(__file__).parent / "paging" / "readiness.json").read_bytes()
    return msgspec.json.decode(content, type=ReadinessNorms)
