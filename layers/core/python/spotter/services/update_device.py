"""Update what is said of a device: its site, its profile, its tags and its groups."""

from __future__ import annotations

from typing import Any

import msgspec

from spotter.contracts.devices import Device
from spotter.contracts.names import DeviceName, ProfileName, SiteName, Tenant, slug
from spotter.domain.lifecycle import is_gone
from spotter.errors import Invalid, WrongState
from spotter.services.change_device import change_device
from spotter.stores.registry import Registry

MOST_MARKS = 50
"""Tags or groups of one device: more are a sign that something else is kept in them."""


class Changes(msgspec.Struct, frozen=True):
    """What to say anew of a device; what is None stays as it was.

    Naming a profile, also the one it has, takes its latest version.
    """

    site: SiteName | None = None
    profile: ProfileName | None = None
    tags: tuple[str, ...] | None = None
    groups: tuple[str, ...] | None = None


def update_device(registry: Registry, *, tenant: Tenant, name: DeviceName, changes: Changes) -> Device:
    """Say something of a device anew.

    Raises:
        NotFound: there is no such device, site or profile.
        Invalid: a tag or a group is no name, or there are too many.
        WrongState: the device is retired or deleted.
    """
    said: dict[str, Any] = {}  # fields of Device, each from a typed field of Changes
    if changes.site is not None:
        said["site"] = registry.site(tenant, changes.site).document.name
    if changes.profile is not None:
        profile = registry.profile(tenant, changes.profile)
        said |= {"profile": profile.name, "profile_version": profile.version, "version_before": None}
    if changes.tags is not None:
        said["tags"] = marks(changes.tags, field="tags")
    if changes.groups is not None:
        said["groups"] = marks(changes.groups, field="groups")
    return change_device(registry, tenant, name, lambda device: _updated(device, said))


def marks(given: tuple[str, ...], *, field: str) -> tuple[str, ...]:
    """Check tags or groups and give them in order, each once.

    Raises:
        Invalid: one is no name, or there are too many.
    """
    if len(given) > MOST_MARKS:
        raise Invalid(f"{field}: a device has at most {MOST_MARKS}", field=field, given=len(given))
    return tuple(sorted({slug(each, field=field) for each in given}))


def _updated(device: Device, said: dict[str, Any]) -> Device:
    if is_gone(device):
        raise WrongState("device", device.name, state=device.state, remedy="nothing is said of it any more")
    return msgspec.structs.replace(device, **said)
