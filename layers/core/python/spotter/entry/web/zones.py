"""Zones over HTTP: drawing them, and who is in them."""

from __future__ import annotations

from typing import Any

import msgspec
from fastapi import APIRouter

from spotter.contracts.http.zones import OccupantsAnswer, ZoneAnswer, ZoneBody, ZonesAnswer
from spotter.contracts.names import SiteName, Tenant, ZoneName
from spotter.contracts.occupants import Occupants
from spotter.contracts.zones import Around, Circle, Zone
from spotter.domain.zones.geojson import geometry_of, shape_of
from spotter.entry.web.auth import AnOperator, Anybody, ASupervisor
from spotter.entry.web.names import SitePath, ZonePath
from spotter.entry.web.places import ForZones
from spotter.services.draw_zone import draw_zone as draw
from spotter.services.draw_zone import remove_zone as remove
from spotter.services.find_occupants import find_occupants

router = APIRouter(prefix="/v1/sites", tags=["zones"])

_NOT_PROPERTIES = frozenset({"tenant", "site", "name", "shape"})


@router.put("/{site}/zones/{zone}", response_model=ZoneAnswer)
async def draw_zone(
    site: SitePath, zone: ZonePath, body: ZoneBody, parts: ForZones, who: AnOperator
) -> ZoneAnswer:
    """Draw a zone in place of what stood under its name."""
    wanted = _zone(body, tenant=who.tenant, site=site, name=zone)
    return _feature(draw(parts.where.registry, parts.where.zones, wanted))


@router.get("/{site}/zones")
async def list_zones(site: SitePath, parts: ForZones, who: Anybody) -> ZonesAnswer:
    """List the zones of a site as a GeoJSON feature collection."""
    parts.where.registry.site(who.tenant, site)
    return ZonesAnswer(features=tuple(map(_feature, parts.where.zones.of_site(who.tenant, site))))


@router.get("/{site}/zones/{zone}")
async def show_zone(site: SitePath, zone: ZonePath, parts: ForZones, who: Anybody) -> ZoneAnswer:
    """Show a zone as a GeoJSON feature."""
    return _feature(parts.where.zones.get(who.tenant, site, zone))


@router.delete("/{site}/zones/{zone}", response_model=ZoneAnswer)
async def remove_zone(site: SitePath, zone: ZonePath, parts: ForZones, who: AnOperator) -> ZoneAnswer:
    """Remove a zone and answer what it was; an alarm that it raised stays until somebody clears it."""
    removed = _feature(parts.where.zones.get(who.tenant, site, zone))
    remove(parts.where.zones, tenant=who.tenant, site=site, zone=zone)
    return removed


@router.get("/{site}/zones/{zone}/occupants", response_model=OccupantsAnswer)
async def list_occupants(site: SitePath, zone: ZonePath, parts: ForZones, who: ASupervisor) -> Occupants:
    """List who is inside a zone, and who went in and out lately."""
    return find_occupants(parts.where, tenant=who.tenant, site=site, zone=zone)


def _zone(body: ZoneBody, *, tenant: Tenant, site: SiteName, name: ZoneName) -> Zone:
    said = body.properties.model_dump(mode="json")
    shape = shape_of(body.geometry or {}, {name: said.pop(name) for name in ("around", "radius_m")})
    told = {**said, "tenant": tenant, "site": site, "name": name, "shape": msgspec.to_builtins(shape)}
    return msgspec.convert(told, Zone)


def _feature(zone: Zone) -> ZoneAnswer:
    told: dict[str, Any] = msgspec.to_builtins(zone)
    properties = {name: value for name, value in told.items() if name not in _NOT_PROPERTIES}
    if isinstance(zone.shape, Circle | Around):
        properties["radius_m"] = zone.shape.radius_m
    if isinstance(zone.shape, Around):
        properties["around"] = zone.shape.device
    return ZoneAnswer(id=zone.name, geometry=geometry_of(zone.shape), properties=properties)
