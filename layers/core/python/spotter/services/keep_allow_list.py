"""Keep the allow list: which serial numbers may join the fleet, and as what."""

from __future__ import annotations

from collections.abc import Collection, Sequence

import msgspec

from spotter.contracts.names import DeviceName, ProfileName, SiteName, Tenant, slug
from spotter.contracts.provisioning import Allowed
from spotter.domain.allow_list import AllowOutcome, AllowResult, AllowRow, repeated, serial
from spotter.errors import Conflict, Invalid, NotFound
from spotter.services.update_device import marks
from spotter.stores.documents import Stored
from spotter.stores.fleet_access import FleetAccess
from spotter.stores.registry import Registry

REMEDY = "correct the row"


def allow_serials(
    registry: Registry, access: FleetAccess, *, tenant: Tenant, rows: Sequence[AllowRow], dry_run: bool
) -> tuple[AllowResult, ...]:
    """Allow each serial of a list, each row by itself; a dry run says what would happen.

    An entry that has not been used takes what the row says. Of one that has, only `again` can change.

    Raises:
        Unavailable: a part does not answer; repeating the call is right.
    """
    twice = repeated(rows)
    return tuple(_one(registry, access, tenant, row, twice, dry_run=dry_run) for row in rows)


def disallow_serial(access: FleetAccess, *, tenant: Tenant, name: str) -> Allowed:
    """Take a serial off the list; the device that it has become stays as it is.

    Raises:
        NotFound: it is not on the list.
        Conflict: somebody else wrote it in the same moment.
    """
    found = access.allowed(tenant, serial(name))
    if found is None or found.document.removed:
        raise NotFound("allowed serial", name)
    removed = msgspec.structs.replace(found.document, removed=True, again=False)
    access.put_allowed(removed, expected=found.version)
    return removed


def _one(
    registry: Registry,
    access: FleetAccess,
    tenant: Tenant,
    row: AllowRow,
    twice: Collection[str],
    *,
    dry_run: bool,
) -> AllowResult:
    try:
        wanted = _checked(registry, tenant, row, twice)
        found = access.allowed(tenant, wanted.serial)
        merged = _merged(registry, wanted, found)
        if found is not None and merged == found.document:
            return AllowResult(row.row, row.serial, AllowOutcome.UNCHANGED)
        if not dry_run:
            access.put_allowed(merged, expected=found.version if found else None)
    except (Invalid, NotFound, Conflict) as err:
        remedy = "create it first, or correct the row" if isinstance(err, NotFound) else REMEDY
        return AllowResult(row.row, row.serial[:80], AllowOutcome.REFUSED, err.sentence, remedy)
    return AllowResult(row.row, row.serial, AllowOutcome.ALLOWED)


def _checked(registry: Registry, tenant: Tenant, row: AllowRow, twice: Collection[str]) -> Allowed:
    for name in (f"serial {row.serial}", f"device {row.device}"):
        if name in twice:
            raise Invalid(f"{name} stands in more than one row")
    return Allowed(
        tenant=tenant,
        serial=serial(row.serial),
        site=registry.site(tenant, SiteName(slug(row.site, field="site"))).document.name,
        profile=registry.profile(tenant, ProfileName(slug(row.profile, field="profile"))).name,
        device=DeviceName(slug(row.device, field="device")),
        tags=marks(row.tags, field="tags"),
        groups=marks(row.groups, field="groups"),
        again=row.again,
    )


def _merged(registry: Registry, wanted: Allowed, found: Stored[Allowed] | None) -> Allowed:
    """Give the entry as it will be: what was given stays known, and no name is promised that is taken."""
    before = found.document if found else None
    if before is None or before.given is None:
        _expect_free(registry, wanted)
        return msgspec.structs.replace(wanted, again=False)
    renewed = msgspec.structs.replace(before, again=wanted.again, removed=False)
    if msgspec.structs.replace(wanted, given=before.given) != renewed:
        sentence = f"serial {wanted.serial} has become device {before.device} already; only again can change"
        raise Invalid(sentence, field="serial")
    return renewed


def _expect_free(registry: Registry, wanted: Allowed) -> None:
    try:
        registry.device(wanted.tenant, wanted.device)
    except NotFound:
        return
    raise Invalid(f"the name {wanted.device} is taken by a registered device", field="device")
