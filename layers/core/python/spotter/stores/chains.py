"""Chains of escalation that come with the library, as data."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import msgspec

from spotter.contracts.escalation import Chain

USUAL = "usual"


@cache
def chain(name: str = USUAL) -> Chain:
    """Read a chain; chains are immutable, so each is read once a process."""
    return msgspec.json.decode(
        (Path(__file__).parent / "paging" / f"chain-{name}.json").read_bytes(), type=Chain
    )
