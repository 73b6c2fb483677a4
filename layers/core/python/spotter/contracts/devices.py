"""Devices: edge terminals with an identity, a place and a data structure."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

import msgspec

from spotter.contracts.names import DeviceName, ProfileName, SiteName, Tenant, ThingName


class DeviceState(StrEnum):
    """Where a device stands in its life."""

    NEW = "new"
    ACTIVE = "active"
    SUSPECT = "suspect"
    QUARANTINED = "quarantined"
    RETIRED = "retired"
    DELETED = "deleted"


class SensorChecks(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """When a channel's sensor was last calibrated and bump-tested; None when nobody has said.

    `acknowledged_at` is when a person last answered for a reading beyond the sensor's range: a head for
    combustible gas is believed again when it was calibrated and this was said, both after it was over range.
    """

    calibrated_at: datetime | None = None
    bump_tested_at: datetime | None = None
    acknowledged_at: datetime | None = None


class Device(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """A registered edge terminal.

    `principal` is the id of its X.509 certificate: what IoT Core names as the sender of a message. While a
    certificate is being rotated `also_principals` are those that are good as well, until `overlap_until`;
    `ending_principals` are refused already and still to be revoked. `checks` are by channel, `because` is why
    it is in its state. `gateways` are devices of the same tenant that may send readings on its behalf.
    `token_digest` is the SHA-256 of its HTTP token; the token itself is shown once and never kept.
    `version_before` is the version of its profile from which it was moved last, so that a move can be undone.
    """

    tenant: Tenant
    name: DeviceName
    site: SiteName
    profile: ProfileName
    profile_version: int
    state: DeviceState
    thing: ThingName
    principal: str
    token_digest: str
    registered_at: datetime
    retired_at: datetime | None = None
    also_principals: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    groups: tuple[str, ...] = ()
    checks: dict[str, SensorChecks] = {}
    gateways: tuple[DeviceName, ...] = ()
    overlap_until: datetime | None = None
    ending_principals: tuple[str, ...] = ()
    because: str | None = None
    version_before: int | None = None

    def is_sender(self, principal: str, at: datetime | None = None) -> bool:
        """Tell whether a certificate speaks for this device, at the time when a message arrived."""
        if principal == self.principal:
            return True
        over = at is not None and self.overlap_until is not None and at > self.overlap_until
        return not over and principal in self.also_principals


class NewDevice(msgspec.Struct, frozen=True):
    """A device to register: where it is, what it says, and how people find it.

    `csr` is a PKCS #10 request in PEM, of a device that made its own key; without it a key is made for it.
    """

    device: DeviceName
    site: SiteName
    profile: ProfileName
    tags: tuple[str, ...] = ()
    groups: tuple[str, ...] = ()
    csr: str | None = None


class Identity(msgspec.Struct, frozen=True):
    """What the cloud made for a thing: a certificate, its private key, and where to connect.

    There is no private key where the device has made its own.
    """

    principal: str
    certificate_arn: str
    certificate_pem: str
    private_key: str | None
    endpoint: str


class Topics(msgspec.Struct, frozen=True):
    """Where a device publishes: `readings` is the bulk lane, `events` the lane for what cannot wait."""

    readings: str
    events: str


def topics_of(thing: ThingName) -> Topics:
    """Name the topics of a thing.

    >>> topics_of(ThingName("acme_helmet-7")).readings
    'spotter/acme_helmet-7/readings'
    """
    return Topics(readings=f"spotter/{thing}/readings", events=f"spotter/{thing}/events")
