"""The rulebook: the packs of rules that come with the library, as data."""

from __future__ import annotations

from functools import cache
from importlib.resources import files

import msgspec

from spotter.contracts.rules import RulePack

DEFAULT_PACK = "instrument-defaults"


@cache
def rule_pack(name: str = DEFAULT_PACK) -> RulePack:
    """Read a pack; packs are immutable, so each is read once a process."""
    content = files("spotter.stores").joinpath("packs", f"{name}.json").read_bytes()
    return msgspec.json.decode(content, type=RulePack)
