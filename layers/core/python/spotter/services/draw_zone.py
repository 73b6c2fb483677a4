"""Draw a zone of a site, or remove it."""

from __future__ import annotations

from collections import Counter

from spotter.contracts.names import SiteName, Tenant, ZoneName, slug
from spotter.contracts.zones import Around, Zone, ZoneKind
from spotter.domain.zones.schedule import refuse_bad_schedule
from spotter.domain.zones.shapes import refuse_unjudgeable
from spotter.domain.zones.watching import zone_rule
from spotter.errors import Conflict, Invalid, NotFound
from spotter.stores.registry import Registry
from spotter.stores.zones import Zones

MOST_ZONES = 200
"""Zones of a site; each fix is held against all of them."""

REMEDY = "somebody else wrote it in the same moment: look at it and try again"


def draw_zone(registry: Registry, zones: Zones, zone: Zone) -> Zone:
    """Write a zone in place of what stood under its name.

    Raises:
        Invalid: it cannot be judged, its schedule cannot be, or the site has too many.
        NotFound: there is no such site, or no such machine.
        Conflict: somebody else wrote it in the same moment.
    """
    registry.site(zone.tenant, zone.site)
    _refuse_unusable(registry, zone)
    seen = zones.find(zone.tenant, zone.site, zone.name)
    if seen is None and sum(1 for _ in zones.of_site(zone.tenant, zone.site)) >= MOST_ZONES:
        raise Invalid(f"a site has at most {MOST_ZONES} zones", field="zone")
    expected = seen.version if seen else None
    try:
        zones.put(zone, expected=expected)
    except Conflict as err:
        raise Conflict("zone", zone.name, expected=expected, remedy=REMEDY) from err
    return zone


def remove_zone(zones: Zones, *, tenant: Tenant, site: SiteName, zone: ZoneName) -> None:
    """Remove a zone. An alarm that it has raised stays until somebody clears it.

    Raises:
        NotFound: there is no such zone.
        Conflict: somebody else wrote it in the same moment.
    """
    seen = zones.find(tenant, site, zone)
    if seen is None or seen.document.zone is None:
        raise NotFound("zone", zone)
    try:
        zones.remove(tenant, site, zone, expected=seen.version)
    except Conflict as err:
        raise Conflict("zone", zone, expected=seen.version, remedy=REMEDY) from err


def _refuse_unusable(registry: Registry, zone: Zone) -> None:
    slug(zone_rule(zone.name), field="zone")
    if not zone.accuracy_m > 0:
        raise Invalid("accuracy_m: say how good fixes are here, in metres", field="accuracy_m")
    if not zone.dwell_s >= 0:
        raise Invalid("dwell_s: a time inside is not negative", field="dwell_s")
    if zone.kind is ZoneKind.MUSTER and isinstance(zone.shape, Around):
        raise Invalid("shape: people muster at a place, not around a machine", field="shape")
    if isinstance(zone.shape, Around):
        machine = registry.device(zone.tenant, zone.shape.device).document
        if machine.site != zone.site:
            raise Invalid(f"around: {machine.name} is at another site, {machine.site}", field="around")
    doubled = [number for number, n in Counter(p.number for p in zone.permits if p.number).items() if n > 1]
    if doubled:
        raise Invalid(f"permits: the permit {doubled[0]} is listed twice", field="permits")
    refuse_bad_schedule(zone)
    refuse_unjudgeable(zone)
