"""Say by which route the way of alarms of a site is tested."""

from __future__ import annotations

import msgspec

from spotter.contracts.heartbeat import Route
from spotter.domain.heartbeat import HEARTBEAT
from spotter.errors import Conflict, Invalid
from spotter.stores.people import People
from spotter.stores.registry import Registry
from spotter.stores.rulebook import in_packs

REMEDY = "choose the pack `heartbeat` beside the others of the site with `spotter rules set`"


def put_heartbeat(people: People, registry: Registry, route: Route) -> Route:
    """Write the route of a site in place of what was said before.

    Raises:
        NotFound: there is no such site, device or contact.
        Invalid: the device is at another site, or no rule of the site makes an alarm of its heartbeat.
        Conflict: somebody else wrote it in the same moment.
    """
    registry.site(route.tenant, route.site)
    if registry.device(route.tenant, route.device).document.site != route.site:
        raise Invalid(f"{route.device} is at another site", field="device")
    people.contact(route.tenant, route.receipt)
    chosen = registry.rule_sets.get(route.tenant, route.site)
    choice = chosen.document.choice if chosen else None
    rules = in_packs(choice.packs, choice.rules) if choice else ()
    if HEARTBEAT not in {rule.name for rule in rules}:
        raise Invalid("no rule of the site makes an alarm of a heartbeat", field="site", remedy=REMEDY)
    seen = people.find_heartbeat(route.tenant, route.site)
    if seen is not None and msgspec.structs.replace(seen.document, set_at=route.set_at) == route:
        return seen.document
    try:
        return people.put_heartbeat(route, expected=seen.version if seen else None).document
    except Conflict as err:
        raise Conflict("heartbeat", route.site, expected=seen.version if seen else None) from err
