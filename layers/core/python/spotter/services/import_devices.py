"""Import a list of devices: each row by itself, so that one that is wrong keeps no other from its place."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import NamedTuple

from spotter.contracts.devices import Device
from spotter.contracts.names import DeviceName, ProfileName, SiteName, Tenant, slug
from spotter.domain.imports import DeviceRow, RowOutcome, RowResult, doubled
from spotter.domain.lifecycle import is_gone
from spotter.errors import Conflict, Invalid, NotFound, WrongState
from spotter.services.register_device import Registered
from spotter.services.update_device import marks
from spotter.stores.registry import Registry

Register = Callable[[DeviceRow], Registered]


class Imported(NamedTuple):
    """What became of each row, and the identities of those that were registered, shown this once."""

    results: tuple[RowResult, ...]
    registered: tuple[Registered, ...]


def import_devices(
    registry: Registry, register: Register, *, tenant: Tenant, rows: Sequence[DeviceRow], dry_run: bool
) -> Imported:
    """Register each device of a list that is not there yet; a dry run says what would happen.

    Importing the same list again finds its devices unchanged and writes nothing, so an import that broke
    half-way is finished by repeating it.

    Raises:
        Unavailable: a part does not answer; repeating the call is right.
    """
    twice = doubled(rows)
    results: list[RowResult] = []
    registered: list[Registered] = []
    for row in rows:
        try:
            unchanged = _check(registry, tenant, row, twice)
            if not unchanged and not dry_run:
                registered.append(register(row))
        except (Invalid, NotFound, Conflict) as err:
            wrong, remedy = err.sentence, _remedy(err)
            results.append(RowResult(row.row, row.device[:80], RowOutcome.REFUSED, wrong, remedy))
            continue
        outcome = RowOutcome.UNCHANGED if unchanged else RowOutcome.REGISTERED
        results.append(RowResult(row.row, row.device, outcome))
    return Imported(tuple(results), tuple(registered))


def _check(registry: Registry, tenant: Tenant, row: DeviceRow, twice: object) -> bool:
    """Tell whether a row's device is registered as it says; raise what is wrong with the row."""
    name = DeviceName(slug(row.device, field="device"))
    if isinstance(twice, dict) and name in twice:
        raise Invalid(f"device {name} stands in {twice[name]} rows", field="device", doubled=True)
    site = registry.site(tenant, SiteName(slug(row.site, field="site"))).document.name
    profile = registry.profile(tenant, ProfileName(slug(row.profile, field="profile"))).name
    tags, groups = marks(row.tags, field="tags"), marks(row.groups, field="groups")
    try:
        found = registry.device(tenant, name).document
    except NotFound:
        return False
    if is_gone(found):
        raise WrongState("device", name, state=found.state, remedy="its name stays taken")
    if (found.site, found.profile, found.tags, found.groups) != (site, profile, tags, groups):
        raise Conflict(
            "device", name, expected=None, remedy="it is registered otherwise", differs=_seen(found)
        )
    return True


def _seen(found: Device) -> str:
    return f"site {found.site}, profile {found.profile}, tags {list(found.tags)}, groups {list(found.groups)}"


def _remedy(err: Invalid | NotFound | Conflict) -> str:
    match err:
        case WrongState():
            return "register it under another name"
        case Conflict():
            return "update it with `spotter device update`, or correct the row"
        case NotFound():
            return f"create the {err.facts['kind']} first, or correct the row"
        case _ if err.facts.get("doubled"):
            return "keep one of the rows"
        case _:
            return "correct the row"
