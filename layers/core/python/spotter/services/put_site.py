"""Describe a site and who is paged for it."""

from __future__ import annotations

from collections import Counter

from spotter.contracts.sites import Site
from spotter.errors import Conflict, Invalid, NotFound
from spotter.stores.documents import Stored
from spotter.stores.registry import Registry


def put_site(registry: Registry, site: Site) -> Site:
    """Write a site in place of what was said of it before.

    Raises:
        Invalid: a phone is listed twice; that supervisor would be paged twice for each alarm.
        Conflict: somebody else wrote the site in the same moment.
    """
    doubled = [phone for phone, n in Counter(person.phone for person in site.supervisors).items() if n > 1]
    if doubled:
        raise Invalid(f"the phone {doubled[0]} is listed twice", field="supervisors", phone=doubled[0])
    seen = _seen(registry, site)
    if seen is not None and seen.document == site:
        return site
    expected = seen.version if seen else None
    try:
        return registry.put_site(site, expected=expected).document
    except Conflict as err:
        remedy = "somebody else wrote it in the same moment: look at it and try again"
        raise Conflict("site", site.name, expected=expected, remedy=remedy) from err


def _seen(registry: Registry, site: Site) -> Stored[Site] | None:
    try:
        return registry.site(site.tenant, site.name)
    except NotFound:
        return None
