"""The registry: a tenant's sites, profiles and devices."""

from __future__ import annotations

import contextlib
from collections.abc import Iterable, Iterator
from typing import TypeVar

import msgspec

from spotter.contracts.devices import Device
from spotter.contracts.names import DeviceName, ProfileName, SiteName, Tenant
from spotter.contracts.profiles import Profile
from spotter.contracts.sites import Site
from spotter.errors import Conflict, NotFound
from spotter.ports.records import Key, Records
from spotter.stores.documents import Documents, Stored
from spotter.stores.rotations import Rotations
from spotter.stores.rule_sets import RuleSets

T = TypeVar("T")
_TENANTS = "tenants"


class Entry(msgspec.Struct, frozen=True):
    """A tenant on the list of those that have sites."""

    tenant: Tenant


class Registry:
    """Who and what exists for a tenant."""

    def __init__(self, records: Records) -> None:
        self._sites = Documents(records, Site)
        self._profiles = Documents(records, Profile)
        self._devices = Documents(records, Device)
        self._tenants = Documents(records, Entry)
        self.rule_sets = RuleSets(records)
        self.rotations = Rotations(records)

    def tenants(self) -> Iterator[Tenant]:
        """Give the tenants that have sites, by name."""
        return (stored.document.tenant for stored in self._tenants.query(_TENANTS))

    def site(self, tenant: Tenant, name: SiteName) -> Stored[Site]:
        """Read a site, or raise NotFound."""
        return _found(self._sites.get(_site_key(tenant, name)), "site", name)

    def sites(self, tenant: Tenant) -> Iterator[Site]:
        """Give all sites by name."""
        return (stored.document for stored in self._sites.query(_sites(tenant)))

    def put_site(self, site: Site, *, expected: int | None) -> Stored[Site]:
        """Write a site, or raise Conflict; with its first site a tenant is on the list."""
        entry = Key(_TENANTS, site.tenant)
        if expected is None and self._tenants.get(entry) is None:
            with contextlib.suppress(Conflict):  # another site of the tenant was written in the same moment
                self._tenants.put(entry, Entry(site.tenant), expected=None)
        return self._sites.put(_site_key(site.tenant, site.name), site, expected=expected)

    def profile(self, tenant: Tenant, name: ProfileName, version: int | None = None) -> Profile:
        """Read one version of a profile (the latest when none is named), or raise NotFound."""
        if version is not None and (found := self._profiles.get(_profile_key(tenant, name, version))):
            return found.document
        versions = [stored.document for stored in self._profiles.query(_profiles(tenant), prefix=f"{name}#")]
        if version is not None and versions:
            there = ", ".join(str(each.version) for each in versions[-10:])
            raise NotFound("profile", f"{name} version {version}; its versions are {there}")
        return _found(versions[-1] if versions else None, "profile", name)

    def profiles(self, tenant: Tenant) -> Iterator[Profile]:
        """Give all versions of all profiles, by name and version."""
        return (stored.document for stored in self._profiles.query(_profiles(tenant)))

    def add_profile(self, profile: Profile) -> None:
        """Write a new version of a profile, or raise Conflict when that version exists."""
        key = _profile_key(profile.tenant, profile.name, profile.version)
        self._profiles.put(key, profile, expected=None)

    def device(self, tenant: Tenant, name: DeviceName) -> Stored[Device]:
        """Read a device, or raise NotFound."""
        return _found(self._devices.get(device_key(tenant, name)), "device", name)

    def devices(self, tenant: Tenant) -> Iterator[Device]:
        """Give all devices by name."""
        return (stored.document for stored in self._devices.query(_devices(tenant)))

    def devices_named(
        self, named: Iterable[tuple[Tenant, DeviceName]]
    ) -> dict[tuple[Tenant, DeviceName], Device]:
        """Read several devices at once; one that is not registered is left out."""
        found = self._devices.get_many([device_key(tenant, name) for tenant, name in named])
        return {(stored.document.tenant, stored.document.name): stored.document for stored in found.values()}

    def put_device(self, device: Device, *, expected: int | None) -> Stored[Device]:
        """Write a device, or raise Conflict."""
        return self._devices.put(device_key(device.tenant, device.name), device, expected=expected)


def device_key(tenant: Tenant, name: DeviceName) -> Key:
    """Name where a device stands, for writes that go together with others."""
    return Key(_devices(tenant), name)


def _found(thing: T | None, kind: str, name: str) -> T:
    if thing is None:
        raise NotFound(kind, name)
    return thing


def _sites(tenant: Tenant) -> str:
    return f"{tenant}#sites"


def _profiles(tenant: Tenant) -> str:
    return f"{tenant}#profiles"


def _devices(tenant: Tenant) -> str:
    return f"{tenant}#devices"


def _site_key(tenant: Tenant, name: SiteName) -> Key:
    return Key(_sites(tenant), name)


def _profile_key(tenant: Tenant, name: ProfileName, version: int) -> Key:
    return Key(_profiles(tenant), f"{name}#{version:06d}")
