"""Contacts, rotas and readiness over HTTP. Phone numbers are shown to those who are responsible for them."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Path, Query

from spotter.contracts.http.models import Moment
from spotter.contracts.http.people import (
    ContactAnswer,
    ContactBody,
    ContactsAnswer,
    ModeAnswer,
    ModeBody,
    OnCallAnswer,
    OverrideAnswer,
    ReadinessAnswer,
    RotaAnswer,
    RotaBody,
    ShiftAnswer,
    TestPageAnswer,
    TestPageBody,
)
from spotter.contracts.names import SLUG_PATTERN, PersonName, SiteName, Tenant, ZoneName
from spotter.contracts.people import Contact, Rota, Standing
from spotter.contracts.readiness import Readiness
from spotter.domain import rota as rotas
from spotter.entry.web.auth import AnOperator, ASupervisor
from spotter.entry.web.bodies import as_struct
from spotter.entry.web.names import SitePath
from spotter.entry.web.parts import ConsoleParts, ForConsole
from spotter.errors import NotFound
from spotter.services.ask_test_page import ask_test_page
from spotter.services.keep_people import gaps_of
from spotter.services.keep_people import put_contact as keep_contact
from spotter.services.keep_people import put_rota as keep_rota

ContactPath = Annotated[PersonName, Path(pattern=SLUG_PATTERN, examples=["kim"])]
ZoneQuery = Annotated[ZoneName | None, Query(pattern=SLUG_PATTERN)]

router = APIRouter(prefix="/v1", tags=["on call"])


@router.get("/contacts", response_model=ContactsAnswer)
async def list_contacts(parts: ForConsole, who: ASupervisor) -> dict[str, list[Contact]]:
    """List everybody who can be called."""
    return {"contacts": list(parts.paging.people.contacts(who.tenant))}


@router.put("/contacts/{contact}", response_model=ContactAnswer)
async def put_contact(contact: ContactPath, body: ContactBody, parts: ForConsole, who: AnOperator) -> Contact:
    """Say how somebody is reached, in place of what was said before."""
    return keep_contact(parts.paging.people, as_struct(body, Contact, tenant=who.tenant, name=contact))


@router.get("/contacts/{contact}", response_model=ContactAnswer)
async def show_contact(contact: ContactPath, parts: ForConsole, who: ASupervisor) -> Contact:
    """Show how somebody is reached."""
    return parts.paging.people.contact(who.tenant, contact).document


@router.post("/contacts/{contact}/test", status_code=202)
async def test_contact(
    contact: ContactPath, body: TestPageBody, parts: ForConsole, who: AnOperator
) -> TestPageAnswer:
    """Send a test page; whoever gets it answers it, and that way counts as tested."""
    run = ask_test_page(
        parts.paging.people,
        parts.paging.runs,
        tenant=who.tenant,
        person=contact,
        medium=body.medium,
        now=parts.clock(),
    )
    return TestPageAnswer(run=run)


@router.put("/sites/{site}/rota")
async def put_rota(site: SitePath, body: RotaBody, parts: ForConsole, who: AnOperator) -> RotaAnswer:
    """Say who is on call; hours in which nobody is are told, and refused where the site is in production."""
    rota = as_struct(body, Rota, tenant=who.tenant, site=site)
    kept = keep_rota(parts.paging.people, parts.registry, rota, now=parts.clock())
    return _answer(kept.rota, kept.gaps)


@router.get("/sites/{site}/rota")
async def show_rota(site: SitePath, parts: ForConsole, who: ASupervisor) -> RotaAnswer:
    """Show who is on call and when."""
    rota = _rota(parts, who.tenant, site)
    return _answer(rota, gaps_of(rota, parts.clock()))


@router.get("/sites/{site}/on-call")
async def show_on_call(
    site: SitePath,
    parts: ForConsole,
    who: ASupervisor,
    at: Annotated[Moment | None, Query(description="Now, if it is left out.")] = None,
    zone: ZoneQuery = None,
) -> OnCallAnswer:
    """Show who is on call at a moment."""
    moment: datetime = at or parts.clock()
    return OnCallAnswer(
        site=site,
        at=moment,
        tiers=rotas.on_call(_rota(parts, who.tenant, site), moment, *filter(None, (zone,))),
    )


@router.get("/sites/{site}/readiness", response_model=ReadinessAnswer)
async def show_readiness(site: SitePath, parts: ForConsole, who: ASupervisor) -> Readiness:
    """Check whether lives may depend on a site's pages, and say what has to be done before."""
    return parts.paging.readiness(who.tenant, site, now=parts.clock())


@router.put("/sites/{site}/mode", response_model=ModeAnswer)
async def set_mode(site: SitePath, body: ModeBody, parts: ForConsole, who: AnOperator) -> Standing:
    """Set the mode of a site; production is refused while a check fails."""
    return parts.paging.readiness.set_mode(who.tenant, site, body.mode, by=who.name, now=parts.clock())


def _rota(parts: ConsoleParts, tenant: Tenant, site: SiteName) -> Rota:
    stored = parts.paging.people.find_rota(tenant, site)
    if stored is None:
        raise NotFound("rota", site)
    return stored.document


def _answer(rota: Rota, gaps: tuple[str, ...]) -> RotaAnswer:
    return RotaAnswer(
        site=rota.site,
        timezone=rota.timezone,
        shifts=tuple(map(ShiftAnswer.model_validate, rota.shifts)),
        overrides=tuple(map(OverrideAnswer.model_validate, rota.overrides)),
        after_s=rota.after_s,
        gaps=gaps,
    )
