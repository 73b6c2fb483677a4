"""What became of a device's readings, and which are missing, over HTTP."""

from __future__ import annotations

from fastapi import APIRouter

from spotter.contracts.http.accounts import AccountAnswer, GapsAnswer
from spotter.entry.web.auth import Anybody
from spotter.entry.web.names import DevicePath
from spotter.entry.web.parts import ForDevices
from spotter.services.account_for_device import account_for_device, gaps_of_device

router = APIRouter(prefix="/v1/devices", tags=["devices"])


@router.get("/{device}/account")
async def show_account(device: DevicePath, parts: ForDevices, who: Anybody) -> AccountAnswer:
    """Show how many readings a device published and what became of them, and how its clock is."""
    account = account_for_device(parts.registry, parts.trails, who.tenant, device)
    return AccountAnswer(
        device=account.device,
        published=account.counts.published,
        accepted=account.counts.accepted,
        quarantined=account.counts.quarantined,
        duplicates=account.counts.duplicates,
        late=account.counts.late,
        conflicts=account.counts.conflicts,
        skew_s=None if account.skew_ms is None else account.skew_ms / 1000,
        skewed=account.skewed,
    )


@router.get("/{device}/gaps")
async def show_gaps(device: DevicePath, parts: ForDevices, who: Anybody) -> GapsAnswer:
    """List the readings of a device that are missing, by boot, with the first and last missing number."""
    found = gaps_of_device(parts.registry, parts.trails, who.tenant, device)
    return GapsAnswer.model_validate(found)
