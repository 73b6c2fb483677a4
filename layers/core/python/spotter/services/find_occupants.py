"""Find who is inside a zone now, as far as their latest fixes tell."""

from __future__ import annotations

from spotter.contracts.names import SiteName, Tenant, ZoneName
from spotter.contracts.occupants import Moved, Occupant, Occupants
from spotter.domain.zones.presence import presence
from spotter.domain.zones.watching import Somebody, chances
from spotter.services.count_heads import WhereParts, sightings
from spotter.services.machines import Machines


def find_occupants(parts: WhereParts, *, tenant: Tenant, site: SiteName, zone: ZoneName) -> Occupants:
    """Give the workers inside a zone and what happened there in their last two hours.

    Raises:
        NotFound: there is no such zone.
    """
    now = parts.clock()
    asked = parts.zones.get(tenant, site, zone)
    machine = Machines(parts.tracks, tenant, [asked]).nearest
    inside: list[Occupant] = []
    moved: list[Moved] = []
    for seen in sightings(parts, tenant, site, now):
        if not seen.fixes:
            continue
        who = Somebody(seen.devices[0], seen.worker)
        here = presence(asked, chances(asked, who, seen.fixes, machine))
        moved += [Moved(who.subject, each.movement, each.at, each.chance) for each in here.events]
        if here.since is not None and here.last is not None:
            inside.append(Occupant(who.subject, here.since.fix.at, here.last.fix.at, here.last.chance))
    moved.sort(key=lambda each: (each.at, each.subject), reverse=True)
    return Occupants(zone=zone, at=now, inside=tuple(inside), moved=tuple(moved))
