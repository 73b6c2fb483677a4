"""Sites and the people who are paged for them."""

from __future__ import annotations

import msgspec

from spotter.contracts.names import SiteName, Tenant


class Supervisor(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Somebody who is paged: a name and a phone number in E.164 form, for example `+821012345678`."""

    name: str
    phone: str


class Site(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A place where people work beside danger, and who is paged for it.

    `position` is latitude and longitude in degrees (WGS 84), for the map that a page links to.
    """

    tenant: Tenant
    name: SiteName
    title: str
    supervisors: tuple[Supervisor, ...] = ()
    position: tuple[float, float] | None = None
