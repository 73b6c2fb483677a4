"""Whether a device that shows a claim certificate is given an identity; the caller keeps what follows."""

from __future__ import annotations

from datetime import datetime, timedelta
from enum import StrEnum
from typing import NamedTuple

import msgspec

from spotter.contracts.alarms import AlarmClass, ConditionActive, ConditionNormal, Evidence
from spotter.contracts.devices import Device
from spotter.contracts.names import RuleName, subject_of
from spotter.contracts.provisioning import Allowed, Asked, Claim, Given, ProvisioningLimits
from spotter.domain.lifecycle import is_gone

CLAIM_ABUSE = RuleName("claim-abuse")
TITLE = "A claim certificate is being misused"


class Denial(StrEnum):
    """Why a device is given no identity."""

    NOT_ALLOWED = "not_allowed"
    GIVEN_ALREADY = "given_already"
    NAME_TAKEN = "name_taken"
    DEVICE_GONE = "device_gone"
    CLAIM_REVOKED = "claim_revoked"
    OVER_LIMIT = "over_limit"


class Grant(NamedTuple):
    """The claim and the entry as they will be; `is_repeated` when the device has what it asks for already."""

    claim: Claim
    allowed: Allowed
    is_repeated: bool = False


def decide(
    asked: Asked,
    *,
    claim: Claim,
    allowed: Allowed | None,
    device: Device | None,
    at: datetime,
    limits: ProvisioningLimits,
) -> Grant | Denial:
    """Decide about one request; `device` is whatever is registered under the name that the entry says.

    Whether a serial is on no list or on that of another site is not told apart: a claim opens its own site.
    """
    if claim.revoked_at is not None:
        return Denial.CLAIM_REVOKED
    if allowed is None or allowed.removed or (allowed.tenant, allowed.site) != (claim.tenant, claim.site):
        return Denial.NOT_ALLOWED
    if allowed.given is not None and device is not None and _has_it(asked, allowed.given, device):
        return Grant(claim, allowed, is_repeated=True)
    if (objection := _objection(allowed, device)) is not None:
        return objection
    recent = _recent(claim, at, limits)
    if len(recent) >= claim.per_hour:
        return Denial.OVER_LIMIT
    given = Given(asked.certificate, claim.certificate, at)
    return Grant(
        msgspec.structs.replace(claim, granted=(*recent, at)),
        msgspec.structs.replace(allowed, given=given, again=False),
    )


def renewed(device: Device, principal: str) -> Device:
    """Give a device that was provisioned anew: only its new certificate is good, the others are to end."""
    return msgspec.structs.replace(
        device,
        principal=principal,
        also_principals=(),
        overlap_until=None,
        ending_principals=(*device.ending_principals, *device.also_principals, device.principal),
    )


def is_told(claim: Claim, at: datetime, limits: ProvisioningLimits) -> bool:
    """Tell whether the abuse of a claim was told so lately that telling it again adds nothing."""
    return claim.told_at is not None and at - claim.told_at < timedelta(seconds=limits.tell_every_s)


def is_over(claim: Claim, at: datetime, limits: ProvisioningLimits) -> bool:
    """Tell whether a claim is quiet: it was never abused, or not for long enough."""
    return claim.abused_at is None or at - claim.abused_at >= timedelta(seconds=limits.quiet_s)


def abuse_of(claim: Claim, denial: Denial, at: datetime, limits: ProvisioningLimits) -> ConditionActive:
    """Say that a claim certificate asks for what it may not have. It must be reset by hand."""
    over = denial is Denial.OVER_LIMIT
    evidence = Evidence(
        reading=f"claim {claim.certificate[:12]}: {denial}",
        channel="identities" if over else "refusals",
        value=float(len(_recent(claim, at, limits)) + 1 if over else 1),
        limit=float(claim.per_hour if over else 0),
        unit="1/h",
        at=at,
    )
    return ConditionActive(
        tenant=claim.tenant,
        site=claim.site,
        rule=CLAIM_ABUSE,
        title=TITLE,
        subject=subject_of("site", claim.site),
        alarm_class=AlarmClass.HIGH,
        direction="rising",
        first_at=at,
        last_at=at,
        evidence=evidence,
        latches=True,
    )


def end_of_abuse(claim: Claim, at: datetime) -> ConditionNormal:
    """Say that no claim of a site is misused any more."""
    return ConditionNormal(
        tenant=claim.tenant,
        site=claim.site,
        rule=CLAIM_ABUSE,
        subject=subject_of("site", claim.site),
        at=at,
    )


def _has_it(asked: Asked, given: Given, device: Device) -> bool:
    """Tell whether the device was given this very certificate, and it is still the one it speaks with."""
    return given.certificate == asked.certificate == device.principal and not is_gone(device)


def _objection(allowed: Allowed, device: Device | None) -> Denial | None:
    """Say what speaks against giving an entry's device a further certificate."""
    if device is not None and is_gone(device):
        return Denial.DEVICE_GONE
    if allowed.given is not None and not allowed.again:
        return Denial.GIVEN_ALREADY
    if allowed.given is None and device is not None:
        return Denial.NAME_TAKEN
    return None


def _recent(claim: Claim, at: datetime, limits: ProvisioningLimits) -> tuple[datetime, ...]:
    window = timedelta(seconds=limits.window_s)
    return tuple(each for each in claim.granted if at - each < window)
