"""Register a device: make it known and give it an identity."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from spotter.contracts.devices import Device, DeviceState, Identity
from spotter.contracts.names import DeviceName, ProfileName, SiteName, Tenant, thing_name
from spotter.domain.credentials import SECRET_BYTES, digest, mint
from spotter.errors import Conflict, NotFound, SpotterError
from spotter.ports.clock import Clock
from spotter.ports.things import Things
from spotter.stores.registry import Registry

Randomness = Callable[[int], bytes]
"""Gives so many random bytes, fit for secrets."""

REMEDY = "a name is for ever, also that of a retired device: register under another name"


class Registered(NamedTuple):
    """A registered device with what is shown once and never again: its private key and its token."""

    device: Device
    identity: Identity
    token: str


def register_device(
    registry: Registry,
    things: Things,
    clock: Clock,
    randomness: Randomness,
    *,
    tenant: Tenant,
    device: DeviceName,
    site: SiteName,
    profile: ProfileName,
) -> Registered:
    """Register a device under a site with the latest version of a profile.

    The certificate is made first and the device is written last, on condition that nobody has the name. Dying
    in between leaves a certificate whose private key nobody has seen, of a device that nobody knows.
    Dying after the write leaves a device that nobody can speak for: retire it. Who comes second is refused.

    Raises:
        NotFound: there is no such site or profile.
        Conflict: the name is taken, if only by a retired device.
    """
    _expect_free(registry, tenant, device)
    registry.site(tenant, site)
    version = registry.profile(tenant, profile).version
    token, thing = mint(tenant, device, randomness(SECRET_BYTES)), thing_name(tenant, device)
    identity = things.issue(thing)
    wanted = Device(
        tenant,
        device,
        site,
        profile,
        version,
        DeviceState.NEW,
        thing,
        principal=identity.principal,
        token_digest=digest(token),
        registered_at=clock(),
    )
    _write_or_revoke(registry, things, wanted)
    return Registered(wanted, identity, token.text)


def _expect_free(registry: Registry, tenant: Tenant, device: DeviceName) -> None:
    try:
        registry.device(tenant, device)
    except NotFound:
        return
    raise Conflict("device", device, expected=None, remedy=REMEDY)


def _write_or_revoke(registry: Registry, things: Things, wanted: Device) -> None:
    try:
        registry.put_device(wanted, expected=None)
    except Conflict as err:
        # A write whose answer was lost and that was sent again meets itself.
        if registry.device(wanted.tenant, wanted.name).document == wanted:
            return
        things.revoke(wanted.thing, wanted.principal)
        raise Conflict("device", wanted.name, expected=None, remedy=REMEDY) from err
    except SpotterError:
        things.revoke(wanted.thing, wanted.principal)
        raise
