"""Find out which device a gateway's token speaks for."""

from __future__ import annotations

from spotter.contracts.devices import Device
from spotter.contracts.names import DeviceName
from spotter.domain.credentials import matches, parse
from spotter.domain.lifecycle import is_gone
from spotter.errors import Invalid, NotFound, Unauthorized
from spotter.stores.registry import Registry


def authenticate_gateway(registry: Registry, token: str, device: DeviceName) -> Device:
    """Give the device that a token speaks for, if it is the one that the caller names.

    Raises:
        Unauthorized: the token is none of ours, unknown, of another device, or its device was retired. The
            answer is the same for all of these, so that it tells a stranger nothing.
    """
    refusal = Unauthorized("the token is not one of this device, or the device was retired")
    try:
        given = parse(token)
        found = registry.device(given.tenant, given.device).document
    except (Invalid, NotFound) as err:
        raise refusal from err
    if not matches(given, found.token_digest) or is_gone(found) or found.name != device:
        raise refusal
    return found
