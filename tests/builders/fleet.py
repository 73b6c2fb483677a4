"""A fleet that is being unpacked: a site, its allow list, a claim, and devices that ask for an identity."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Self

import msgspec

from spotter.adapters.memory.queue import MemoryQueue
from spotter.adapters.memory.records import MemoryRecords
from spotter.adapters.memory.things import MemoryThings
from spotter.contracts.alarms import Signal
from spotter.contracts.devices import Device
from spotter.contracts.names import DeviceName, ProfileName, SiteName, Tenant
from spotter.contracts.profiles import Channel, ChannelType, Profile
from spotter.contracts.provisioning import Allowed, Asked, Claim
from spotter.contracts.sites import Site
from spotter.services.provision_device import Decided, ProvisionDevice
from spotter.services.sweep_fleet import SweepFleet
from spotter.stores.fleet_access import FleetAccess
from spotter.stores.provisioning_limits import provisioning_limits
from spotter.stores.registry import Registry

TENANT, SITE, GAS = Tenant("acme"), SiteName("north-pit"), ProfileName("gas-helmet")
NOON = datetime(2026, 11, 24, 12, 0, tzinfo=UTC)
CLAIM = "c" * 64


def a_certificate(number: int) -> str:
    """The id of the certificate that the broker made for somebody."""
    return f"{number:064x}"


def a_claim(certificate: str = CLAIM, *, site: str = SITE, per_hour: int = 3) -> Claim:
    return Claim(TENANT, SiteName(site), certificate, per_hour, NOON - timedelta(days=1), "olga")


def allowed(number: int, *, site: str = SITE, again: bool = False) -> Allowed:
    return Allowed(
        TENANT,
        f"SN-{number}",
        SiteName(site),
        GAS,
        DeviceName(f"helmet-{number}"),
        tags=("new",),
        again=again,
    )


class Fleet:
    """Everything in memory, with a clock that a test moves."""

    def __init__(self, records: MemoryRecords | None = None, *, serials: int = 10, per_hour: int = 3) -> None:
        self.now = NOON
        self.records = records or MemoryRecords()
        self.registry, self.access = Registry(self.records), FleetAccess(self.records)
        self.alarms, self.things = MemoryQueue(), MemoryThings()
        for site in (SITE, SiteName("south-pit")):
            self.registry.put_site(Site(TENANT, site, "A pit", ()), expected=None)
        self.registry.add_profile(Profile(TENANT, GAS, 1, {"ch4": Channel(ChannelType.NUMBER, "%")}))
        self.access.add_claim(a_claim(per_hour=per_hour))
        for number in range(serials):
            self.access.put_allowed(allowed(number), expected=None)
        self.anew()

    def anew(self) -> Self:
        """Put the use cases together again, after a test has exchanged a part."""
        self.provision = ProvisionDevice(
            registry=self.registry,
            access=self.access,
            alarms=self.alarms,
            clock=lambda: self.now,
            limits=provisioning_limits(),
        )
        self.sweep = SweepFleet(
            registry=self.registry,
            access=self.access,
            things=self.things,
            alarms=self.alarms,
            clock=lambda: self.now,
            limits=provisioning_limits(),
        )
        return self

    def ask(self, number: int, certificate: int | None = None, claim: str = CLAIM) -> Decided:
        """Let device `number` ask; each attempt has a certificate of its own if nothing else is said."""
        wanted = number if certificate is None else certificate
        return self.provision(self.asked(f"SN-{number}", wanted, claim))

    def asked(self, serial: str, certificate: int, claim: str = CLAIM) -> Asked:
        return Asked(serial, a_certificate(certificate), claim)

    def allow_again(self, number: int) -> None:
        seen = self.access.allowed(TENANT, f"SN-{number}")
        assert seen is not None
        self.access.put_allowed(msgspec.structs.replace(seen.document, again=True), expected=seen.version)

    def device(self, number: int) -> Device:
        return self.registry.device(TENANT, DeviceName(f"helmet-{number}")).document

    def devices(self) -> Sequence[Device]:
        return list(self.registry.devices(TENANT))

    def signals(self) -> list[Signal]:
        return [msgspec.json.decode(body, type=Signal) for body in self.alarms.taken()]
