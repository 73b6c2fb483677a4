"""Rotate the certificate of a device without a moment in which it has none."""

from __future__ import annotations

from datetime import timedelta
from typing import NamedTuple

import msgspec

from spotter.contracts.devices import Device, Identity
from spotter.contracts.names import DeviceName, Tenant
from spotter.domain.lifecycle import is_gone
from spotter.errors import WrongState
from spotter.ports.clock import Clock
from spotter.ports.things import Things
from spotter.services.finish_rotation import finish_rotation
from spotter.services.write_or_revoke import write_or_revoke
from spotter.stores.registry import Registry

MOST_BESIDE = 4
"""Certificates that are good beside the newest one: as many lost answers as a patient caller may have."""


class Rotated(NamedTuple):
    """A device in its overlap, and its new identity, whose key is shown once."""

    device: Device
    identity: Identity


def rotate_certificate(
    registry: Registry,
    things: Things,
    clock: Clock,
    *,
    tenant: Tenant,
    name: DeviceName,
    overlap: timedelta,
    csr: str | None = None,
) -> Rotated:
    """Issue a further certificate; it and those before it are good until it is used or the overlap is over.

    A rotation whose time has passed is finished first, and this one is put on the agenda of the sweep. The
    certificate is issued before it is written: dying in between leaves one that nobody knows and `ingest`
    refuses. A caller whose answer was lost asks again and gets another; none of those before is cut off by
    that.

    Raises:
        NotFound: there is no such device.
        Invalid: the certificate signing request is none.
        WrongState: the device is gone, or too many certificates wait to be used.
        Conflict: somebody else wrote the device in the same moment.
    """
    device = finish_rotation(registry, things, clock, tenant=tenant, name=name)
    _expect_room(device)
    registry.rotations.begin(tenant, name, clock())
    seen = registry.device(tenant, name)
    identity = things.issue(device.thing) if csr is None else things.sign(device.thing, csr)
    wanted = msgspec.structs.replace(
        seen.document,
        principal=identity.principal,
        also_principals=(*seen.document.also_principals, seen.document.principal),
        overlap_until=clock() + overlap,
    )
    write_or_revoke(registry, things, wanted, expected=seen.version)
    return Rotated(wanted, identity)


def _expect_room(device: Device) -> None:
    if is_gone(device):
        raise WrongState("device", device.name, state=device.state, remedy="it needs no certificate")
    if len(device.also_principals) >= MOST_BESIDE:
        remedy = "use the newest certificate once or wait for the end of the overlap"
        raise WrongState("device", device.name, state="in the middle of several rotations", remedy=remedy)
