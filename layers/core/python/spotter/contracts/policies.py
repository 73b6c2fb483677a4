"""What becomes of things by themselves: how long they stay, which are kept twice, who is told of what."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

import msgspec

from spotter.contracts.names import Tenant

MOST_POLICIES = 50


class Happening(StrEnum):
    """What somebody may want to be told of."""

    RETIRED = "retired"
    REPAIRED = "repaired"
    LOST = "lost"


class Retain(msgspec.Struct, frozen=True, forbid_unknown_fields=True, tag_field="does", tag="retain"):
    """Retire a thing this many days after it was made."""

    days: int


class Replicate(msgspec.Struct, frozen=True, forbid_unknown_fields=True, tag_field="does", tag="replicate"):
    """Keep a second copy of every file, so that a flipped bit can be repaired."""


class Notify(msgspec.Struct, frozen=True, forbid_unknown_fields=True, tag_field="does", tag="notify"):
    """Tell the operators by the bell. What is lost is told in any case."""

    of: tuple[Happening, ...]


class Policy(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A search, and what is done with whatever it finds."""

    name: str
    search: str
    then: Retain | Replicate | Notify


class PolicySet(msgspec.Struct, frozen=True):
    """The policies of a tenant; a set takes the place of the one before, which stays in the history."""

    tenant: Tenant
    version: int
    policies: tuple[Policy, ...]
    set_by: str
    set_at: datetime


class Planned(msgspec.Struct, frozen=True):
    """One thing that a policy does, and why."""

    policy: str
    id: str
    does: str
    why: str
