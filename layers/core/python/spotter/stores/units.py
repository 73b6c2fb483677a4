"""The units that channels and devices may say, as data with their source."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import msgspec


class UnitPack(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """By quantity the spellings of its units and how the unit library calls each.

    `grams_per_mol` are by gas; with `litres_per_mol` of air they bring mass and volume together.
    """

    source: str
    litres_per_mol: float
    grams_per_mol: dict[str, float]
    quantities: dict[str, dict[str, str]]


@cache
def unit_pack() -> UnitPack:
    """Read the pack, once a process."""
    content = (Path(__file__).parent / "packs" / "units.json").read_bytes()
    return msgspec.json.decode(content, type=UnitPack)
