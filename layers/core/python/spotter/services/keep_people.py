"""Keep who can be called and when they are on call."""

from __future__ import annotations

from datetime import datetime
from typing import NamedTuple

import msgspec

from spotter.contracts.people import Contact, Rota, SiteMode
from spotter.domain.people import checked_contact
from spotter.domain.rota import checked_rota, gaps, in_words
from spotter.errors import Conflict, Invalid
from spotter.stores.people import People
from spotter.stores.registry import Registry


class RotaKept(NamedTuple):
    """A rota and the hours of the coming week in which nobody is on call, in words."""

    rota: Rota
    gaps: tuple[str, ...]


def put_contact(people: People, contact: Contact) -> Contact:
    """Write a contact in place of what was said before; an address that changed has to be tested anew.

    Raises:
        Invalid: it cannot be reached so; the field is named.
        Conflict: somebody else wrote it in the same moment.
    """
    checked_contact(contact)
    stored = people.find_contact(contact.tenant, contact.name)
    if stored is not None:
        before = stored.document
        tested = {
            medium: at
            for medium, at in before.tested.items()
            if before.address(medium) == contact.address(medium)
        }
        contact = msgspec.structs.replace(contact, tested=tested)
    expected = stored.version if stored else None
    return people.put_contact(contact, expected=expected).document


def put_rota(people: People, registry: Registry, rota: Rota, *, now: datetime) -> RotaKept:
    """Write a site's rota. Hours in which nobody is on call are told on trial and refused in production.

    Raises:
        NotFound: there is no such site.
        Invalid: the rota cannot be kept, or has such hours; the field is named.
        Conflict: somebody else wrote it in the same moment.
    """
    registry.site(rota.tenant, rota.site)
    checked_rota(rota, {contact.name for contact in people.contacts(rota.tenant)})
    found = gaps_of(rota, now)
    if found and mode_of(people, rota) is SiteMode.PRODUCTION:
        raise Invalid("; ".join(found), field="shifts", gaps=list(found))
    stored = people.find_rota(rota.tenant, rota.site)
    expected = stored.version if stored else None
    try:
        return RotaKept(people.put_rota(rota, expected=expected).document, found)
    except Conflict as err:
        remedy = "somebody else wrote it in the same moment: look at it and try again"
        raise Conflict("rota", rota.site, expected=expected, remedy=remedy) from err


def gaps_of(rota: Rota, now: datetime) -> tuple[str, ...]:
    """Say in words when in the coming week nobody is on call."""
    hour = now.replace(minute=0, second=0, microsecond=0)
    return tuple(in_words(gap, rota) for gap in gaps(rota, hour))


def mode_of(people: People, rota: Rota) -> SiteMode:
    """Tell in which mode the site of a rota is."""
    stored = people.find_standing(rota.tenant, rota.site)
    return stored.document.mode if stored else SiteMode.TRIAL
