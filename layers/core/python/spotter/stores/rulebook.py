"""The rulebook: the packs of rules that come with the library, as data."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import msgspec

from spotter.contracts.rules import RulePack

DEFAULT_PACK = "instrument-defaults"


@cache
def rule_pack(name: str = DEFAULT_PACK) -> RulePack:
    """Read a pack; packs are immutable, so each is read once a process."""
    content = (Path(__file__).parent / "packs" / f"{name}.json").read_bytes()
    return msgspec.json.decode(content, type=RulePack)
