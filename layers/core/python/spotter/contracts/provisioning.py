"""Fleet provisioning: claim certificates, and the serial numbers that may be given an identity by one."""

from __future__ import annotations

from datetime import datetime

import msgspec

from spotter.contracts.names import DeviceName, ProfileName, SiteName, Tenant

SERIAL_PATTERN = r"^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$"
SERIAL_PARAMETER = "SerialNumber"
"""The parameter of the provisioning template by which a device says who it is."""
CLAIM_CLIENT = "claim~"
"""How the MQTT client id of whoever shows a claim begins: no thing is named so."""


class Claim(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """A claim certificate of a site: what devices share until each has a certificate of its own.

    `granted` are the moments of the latest grants, as many as the hourly limit looks back on. `abused_at` is
    when it last asked for what it may not have, `told_at` when an alarm last said so.
    """

    tenant: Tenant
    site: SiteName
    certificate: str
    per_hour: int
    created_at: datetime
    created_by: str
    granted: tuple[datetime, ...] = ()
    abused_at: datetime | None = None
    told_at: datetime | None = None
    revoked_at: datetime | None = None


class Given(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Which certificate a serial number was given, by which claim, and when."""

    certificate: str
    claim: str
    at: datetime


class Allowed(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """A serial number that may be provisioned once: which device it will be, where, with which profile.

    `again` lets a serial that was given an identity already have a further one, once. `given` is the latest.
    A removed entry stays in its place, since what it was given stands in the history.
    """

    tenant: Tenant
    serial: str
    site: SiteName
    profile: ProfileName
    device: DeviceName
    tags: tuple[str, ...] = ()
    groups: tuple[str, ...] = ()
    again: bool = False
    given: Given | None = None
    removed: bool = False


class Asked(msgspec.Struct, frozen=True):
    """A device that wants an identity: its serial, the certificate it is to get, the claim it shows."""

    serial: str
    certificate: str
    claim: str


class ProvisioningLimits(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """How fast a claim gives identities, and how its abuse is told. Durations are in seconds.

    A claim gives at most its `per_hour` in any `window_s`; `per_hour` here is what a claim has that is made
    without saying so, `most_per_hour` the most that can be said. Abuse is told at most every `tell_every_s`
    for a claim and is over `quiet_s` after the last of it.
    """

    edition: str
    window_s: int
    per_hour: int
    most_per_hour: int
    tell_every_s: int
    quiet_s: int
    sources: dict[str, str]


class ClaimCertificate(msgspec.Struct, frozen=True):
    """A claim certificate as it was made, shown once; `template` is what gives identities for it."""

    certificate: str
    certificate_pem: str
    private_key: str
    endpoint: str
    template: str
