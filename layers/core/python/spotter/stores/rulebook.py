"""The rulebook: the packs of rules that come with the library, as data."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from pathlib import Path

import msgspec

from spotter.contracts.rules import Rule, RulePack
from spotter.domain.rules.needs import Agent, agents_of
from spotter.domain.rules.strictness import in_force
from spotter.errors import NotFound

DEFAULT_PACK = "instrument-defaults"
_PACKS = Path(__file__).parent / "rules"


def pack_names() -> tuple[str, ...]:
    """Name the packs that there are."""
    return tuple(sorted(path.stem for path in _PACKS.glob("*.json")))


@cache
def rule_pack(name: str = DEFAULT_PACK) -> RulePack:
    """Read a pack; packs are immutable, so each is read once a process.

    Raises:
        NotFound: there is no such pack.
    """
    if name not in pack_names():
        raise NotFound("rule pack", name, packs=pack_names())
    return msgspec.json.decode((_PACKS / f"{name}.json").read_bytes(), type=RulePack)


@cache
def watched_agents() -> frozenset[Agent]:
    """Give every hazard, with its unit, that a rule of any pack looks at."""
    return frozenset(
        agent for name in pack_names() for rule in rule_pack(name).rules for agent in agents_of(rule)
    )


def in_packs(names: Iterable[str], own: Iterable[Rule] = ()) -> tuple[Rule, ...]:
    """Give the rules in force: of everything in these packs and a site's own rules the stricter."""
    return in_force((rule_pack(name).rules for name in names), own)
