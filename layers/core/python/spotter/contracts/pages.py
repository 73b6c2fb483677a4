"""Pages: what was claimed, handed over or refused, for whom and about what."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import NamedTuple

import msgspec

from spotter.contracts.names import SiteName, Tenant
from spotter.contracts.people import Language, Medium


class Call(NamedTuple):
    """One calling of people: to which occurrence, for which time, and which tier."""

    occurrence: int
    summons: int = 0
    tier: int = 0


class PageState(StrEnum):
    """A page is claimed before it is sent, so that two never send the same one."""

    CLAIMED = "claimed"
    HANDED_OVER = "handed-over"
    FAILED = "failed"
    REFUSED = "refused"


class Page(msgspec.Struct, frozen=True):
    """One page to one person by one medium. A claim that is not fulfilled until `claimed_until` is void.

    `attempt` counts the claims: above 1, the person may have got the page more than once.
    """

    tenant: Tenant
    site: SiteName
    alarm: str
    call: Call
    person: str
    medium: Medium
    address: str
    language: Language
    state: PageState
    at: datetime
    claimed_until: datetime
    attempt: int = 1
    receipt: str | None = None
    reason: str | None = None
    told: str | None = None


class Link(msgspec.Struct, frozen=True):
    """What a signed link or a reply code answers for. Without an alarm it answers a test of a medium."""

    tenant: Tenant
    site: SiteName | None
    alarm: str | None
    occurrence: int
    person: str
    medium: Medium
    expires_at: datetime
    used_at: datetime | None = None


class Callee(NamedTuple):
    """Somebody to call, from a contact or from the site's list of supervisors; `key` names them for ever."""

    key: str
    title: str
    language: Language
    addresses: tuple[tuple[Medium, str], ...]
    together: tuple[Medium, ...]
    """The media that are used at once; the others take over when these fail."""

    def address(self, medium: Medium) -> str | None:
        """Give where a medium reaches them; None when it does not."""
        return dict(self.addresses).get(medium)
