"""Give a device a token for HTTP: one that joined by a claim has none, and one may have leaked."""

from __future__ import annotations

from typing import NamedTuple

import msgspec

from spotter.contracts.devices import Device
from spotter.contracts.names import DeviceName, Tenant
from spotter.domain.credentials import SECRET_BYTES, digest, mint
from spotter.domain.lifecycle import is_gone
from spotter.errors import WrongState
from spotter.services.change_device import change_device
from spotter.services.register_device import Randomness
from spotter.stores.registry import Registry


class Renewed(NamedTuple):
    """A device, and its token, which is shown once."""

    device: Device
    token: str


def renew_token(registry: Registry, randomness: Randomness, *, tenant: Tenant, name: DeviceName) -> Renewed:
    """Mint a token; the one before opens nothing from now on. Who lost the answer asks again.

    Raises:
        NotFound: there is no such device.
        WrongState: the device was retired.
        Conflict: others wrote the device each time in between.
    """
    token = mint(tenant, name, randomness(SECRET_BYTES))

    def renewed(device: Device) -> Device:
        if is_gone(device):
            raise WrongState("device", device.name, state=device.state, remedy="it needs no token")
        return msgspec.structs.replace(device, token_digest=digest(token))

    return Renewed(change_device(registry, tenant, name, renewed), token.text)
