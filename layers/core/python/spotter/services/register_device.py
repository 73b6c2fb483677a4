"""Register a device: make it known and give it an identity."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

import msgspec

from spotter.contracts.devices import Device, Identity, NewDevice
from spotter.contracts.names import DeviceName, Tenant
from spotter.domain.credentials import SECRET_BYTES, digest, mint
from spotter.errors import Conflict, NotFound
from spotter.ports.clock import Clock
from spotter.ports.things import Things
from spotter.services.describe_device import describe_device
from spotter.services.write_or_revoke import write_or_revoke
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
    wanted: NewDevice,
) -> Registered:
    """Register a device under a site with the latest version of a profile.

    The certificate is made first and the device is written last, on condition that nobody has the name. Dying
    in between leaves a certificate whose private key nobody has seen, of a device that nobody knows.
    Dying after the write leaves a device that nobody can speak for: retire it. Who comes second is refused.

    Raises:
        NotFound: there is no such site or profile.
        Invalid: a tag or group is no name, or `csr` is no signing request.
        Conflict: the name is taken, if only by a retired device.
    """
    _expect_free(registry, tenant, wanted.device)
    token = mint(tenant, wanted.device, randomness(SECRET_BYTES))
    described = describe_device(registry, tenant=tenant, wanted=wanted, at=clock())
    thing = described.thing
    identity = things.issue(thing) if wanted.csr is None else things.sign(thing, wanted.csr)
    device = msgspec.structs.replace(described, principal=identity.principal, token_digest=digest(token))
    _write(registry, things, device)
    return Registered(device, identity, token.text)


def _expect_free(registry: Registry, tenant: Tenant, device: DeviceName) -> None:
    try:
        registry.device(tenant, device)
    except NotFound:
        return
    raise Conflict("device", device, expected=None, remedy=REMEDY)


def _write(registry: Registry, things: Things, device: Device) -> None:
    try:
        write_or_revoke(registry, things, device, expected=None)
    except Conflict as err:
        raise Conflict("device", device.name, expected=None, remedy=REMEDY) from err
