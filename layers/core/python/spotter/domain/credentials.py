"""Credentials of gateways: a bearer token that names its device and is kept only as a digest.

A token is `spd_<tenant>_<device>_<secret>`: the prefix lets secret scanners find a leaked one, tenant and
device say where to look, and the secret is 256 random bits in hexadecimal. Slugs have no underscore, so a
token can be taken apart in one way only.
"""

from __future__ import annotations

import hashlib
import hmac
import re
from typing import NamedTuple

from spotter.contracts.names import DeviceName, Tenant, slug
from spotter.errors import Invalid

SECRET_BYTES = 32
_SECRET = re.compile(f"[0-9a-f]{{{2 * SECRET_BYTES}}}")
_LONGEST = 300


class DeviceToken(NamedTuple):
    """A gateway's token taken apart."""

    tenant: Tenant
    device: DeviceName
    secret: str

    @property
    def text(self) -> str:
        """The token as it is shown and sent."""
        return f"spd_{self.tenant}_{self.device}_{self.secret}"

    def __repr__(self) -> str:
        """Show whose token it is and never the secret."""
        return f"DeviceToken(tenant={self.tenant!r}, device={self.device!r})"


def mint(tenant: Tenant, device: DeviceName, random: bytes) -> DeviceToken:
    """Make the token of a device from random bytes.

    Raises:
        Invalid: there are fewer bytes than a secret needs.

    >>> mint(Tenant("acme"), DeviceName("helmet-7"), bytes(32)).text[:25]
    'spd_acme_helmet-7_0000000'
    """
    if len(random) != SECRET_BYTES:
        raise Invalid(f"a secret is made of {SECRET_BYTES} random bytes", given=len(random))
    return DeviceToken(tenant, device, random.hex())


def parse(text: str) -> DeviceToken:
    """Take a token apart.

    Raises:
        Invalid: it is no token of ours; the error does not repeat what was given.
    """
    parts = text.split("_") if len(text) <= _LONGEST else []
    match parts:
        case ["spd", tenant, device, secret] if _SECRET.fullmatch(secret):
            return DeviceToken(
                Tenant(slug(tenant, field="tenant")), DeviceName(slug(device, field="device")), secret
            )
        case _:
            raise Invalid("a gateway token looks like spd_<tenant>_<device>_<secret>")


def digest(token: DeviceToken) -> str:
    """Give what is stored of a token: its SHA-256, from which the token cannot be found again."""
    return hashlib.sha256(token.text.encode()).hexdigest()


def matches(token: DeviceToken, stored_digest: str) -> bool:
    """Tell whether a token is the one whose digest was stored; the time it takes tells nothing of either."""
    return hmac.compare_digest(digest(token), stored_digest)
