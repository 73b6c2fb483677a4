"""People who sign in: who they are, what they may do, and whether they still can."""

from __future__ import annotations

from enum import StrEnum

import msgspec

from spotter.contracts.names import PersonName, Tenant


class Role(StrEnum):
    """What somebody may do. Every role may look."""

    OPERATOR = "operator"
    SUPERVISOR = "supervisor"
    ENGINEER = "engineer"


class UserState(StrEnum):
    """Invited until the first password was changed; closed when they may not sign in any more."""

    INVITED = "invited"
    ACTIVE = "active"
    CLOSED = "closed"


class User(msgspec.Struct, frozen=True):
    """Somebody who signs in. Ledgers name them, so that a name is theirs for good: closed, never given on."""

    tenant: Tenant
    name: PersonName
    roles: tuple[Role, ...]
    state: UserState
