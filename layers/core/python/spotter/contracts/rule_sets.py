"""Rule sets: which packs are in force at a site, its own rules, a change that waits for a second person."""

from __future__ import annotations

from datetime import datetime

import msgspec

from spotter.contracts.names import RuleName, SiteName, Tenant
from spotter.contracts.rules import Rule


class RuleChoice(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What is chosen for a site: packs by name, and rules of its own."""

    packs: tuple[str, ...]
    rules: tuple[Rule, ...] = ()


class Proposal(msgspec.Struct, frozen=True):
    """A choice that makes life-safety rules protect less, and so waits for somebody else to approve it."""

    choice: RuleChoice
    loosens: tuple[RuleName, ...]
    proposed_by: str
    proposed_at: datetime


class RuleSet(msgspec.Struct, frozen=True):
    """The rules of a site. `version` counts the choices that were in force; `set_by` answers for this one."""

    tenant: Tenant
    site: SiteName
    version: int
    choice: RuleChoice
    set_by: str
    set_at: datetime
    approved_by: str | None = None
    proposal: Proposal | None = None
