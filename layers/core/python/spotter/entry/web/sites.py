"""Sites over HTTP."""

from __future__ import annotations

from fastapi import APIRouter

from spotter.contracts.http.registry import SiteAnswer, SiteBody, SitesAnswer
from spotter.contracts.sites import Site
from spotter.entry.web.auth import AnOperator, Anybody
from spotter.entry.web.bodies import as_struct
from spotter.entry.web.names import SitePath
from spotter.entry.web.parts import ForDevices
from spotter.services.put_site import put_site

router = APIRouter(prefix="/v1/sites", tags=["sites"])


@router.put("/{site}", response_model=SiteAnswer)
async def describe_site(site: SitePath, body: SiteBody, parts: ForDevices, who: AnOperator) -> Site:
    """Say what a site is called and who is paged for it."""
    return put_site(parts.registry, as_struct(body, Site, tenant=who.tenant, name=site))


@router.get("", response_model=SitesAnswer)
async def list_sites(parts: ForDevices, who: Anybody) -> dict[str, list[Site]]:
    """List all sites."""
    return {"sites": list(parts.registry.sites(who.tenant))}


@router.get("/{site}", response_model=SiteAnswer)
async def show_site(site: SitePath, parts: ForDevices, who: Anybody) -> Site:
    """Show a site."""
    return parts.registry.site(who.tenant, site).document
