"""Joining the fleet over HTTP: claim certificates, and the serial numbers that they may be used for."""

from __future__ import annotations

from itertools import islice
from typing import Annotated, Any

from fastapi import APIRouter, Path, Query

from spotter.contracts.http.fleet import (
    AllowAnswer,
    AllowBody,
    AllowedAnswer,
    AllowListAnswer,
    AllowRowAnswer,
    ClaimAnswer,
    ClaimBody,
    ClaimsAnswer,
    NewClaimAnswer,
)
from spotter.contracts.names import SLUG_PATTERN, SiteName
from spotter.contracts.provisioning import CLAIM_CLIENT, SERIAL_PATTERN, Allowed, Claim
from spotter.domain.allow_list import AllowRow
from spotter.entry.web.auth import AnOperator
from spotter.entry.web.bodies import as_struct
from spotter.entry.web.identities import MQTT_PORT, host_of
from spotter.entry.web.parts import ForDevices
from spotter.services.keep_allow_list import allow_serials as allow
from spotter.services.keep_allow_list import disallow_serial as disallow

ClaimPath = Annotated[str, Path(pattern="^[0-9a-f]{64}$", description="The id of the claim's certificate.")]
SerialPath = Annotated[str, Path(pattern=SERIAL_PATTERN, examples=["SN-2026.0042"])]

router = APIRouter(prefix="/v1", tags=["fleet"])


@router.post("/claims", status_code=201)
async def create_claim(body: ClaimBody, parts: ForDevices, who: AnOperator) -> NewClaimAnswer:
    """Make a claim certificate for a site; the answer holds its private key, shown this once."""
    made = parts.claims.make(who.tenant, SiteName(body.site), by=who.name, per_hour=body.per_hour)
    shown = ClaimAnswer.model_validate(made.claim).model_dump()
    certificate = made.certificate
    return NewClaimAnswer(
        **shown,
        certificate_pem=certificate.certificate_pem,
        private_key=certificate.private_key,
        endpoint=host_of(certificate.endpoint),
        port=MQTT_PORT,
        template=certificate.template,
        client_id=CLAIM_CLIENT,
    )


@router.get("/claims", response_model=ClaimsAnswer)
async def list_claims(parts: ForDevices, who: AnOperator) -> dict[str, list[Claim]]:
    """List the claims and when each was last misused."""
    return {"claims": parts.access.claims(who.tenant)}


@router.post("/claims/{claim}/revoke", response_model=ClaimAnswer)
async def revoke_claim(claim: ClaimPath, parts: ForDevices, who: AnOperator) -> Claim:
    """End a claim for ever; the devices that have joined by it stay as they are."""
    return parts.claims.end(who.tenant, claim)


@router.post("/allowed/import")
async def import_allowed(body: AllowBody, parts: ForDevices, who: AnOperator) -> AllowAnswer:
    """Allow the serials of a list, each row by itself; repeating it changes nothing."""
    rows = [as_struct(row, AllowRow) for row in body.serials]
    done = allow(parts.registry, parts.access, tenant=who.tenant, rows=rows, dry_run=body.dry_run)
    return AllowAnswer(dry_run=body.dry_run, rows=tuple(map(AllowRowAnswer.model_validate, done)))


@router.get("/allowed", response_model=AllowListAnswer)
async def list_allowed(
    parts: ForDevices,
    who: AnOperator,
    *,
    site: Annotated[SiteName | None, Query(pattern=SLUG_PATTERN)] = None,
    after: Annotated[str | None, Query(pattern=SERIAL_PATTERN)] = None,
    limit: Annotated[int, Query(ge=1, le=1000)] = 100,
) -> dict[str, Any]:
    """List the serials that may join or have joined, page by page."""
    found = (e for e in parts.access.all_allowed(who.tenant, site=site) if after is None or e.serial > after)
    page = list(islice(found, limit + 1))
    return {"serials": page[:limit], "next": page[limit - 1].serial if len(page) > limit else None}


@router.delete("/allowed/{serial}", response_model=AllowedAnswer)
async def remove_allowed(serial: SerialPath, parts: ForDevices, who: AnOperator) -> Allowed:
    """Take a serial off the list; the device that it has become stays as it is."""
    return disallow(parts.access, tenant=who.tenant, name=serial)
