"""Registering and retiring a device, also when it ends half-way or two want the same."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from spotter.adapters.memory.records import MemoryRecords
from spotter.adapters.memory.things import MemoryThings
from spotter.contracts.devices import Device, DeviceState, Identity, NewDevice
from spotter.contracts.names import DeviceName, ProfileName, SiteName, Tenant, ThingName
from spotter.contracts.profiles import Channel, ChannelType
from spotter.contracts.sites import Site
from spotter.domain.credentials import matches, parse
from spotter.errors import Conflict, NotFound, Unauthorized, Unavailable
from spotter.ports.records import Record, Write
from spotter.services.authenticate_gateway import authenticate_gateway
from spotter.services.define_profile import define_profile
from spotter.services.put_site import put_site
from spotter.services.register_device import Registered, register_device
from spotter.services.retire_device import retire_device
from spotter.stores.registry import Registry

NOW = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)
ACME, HELMET = Tenant("acme"), DeviceName("helmet-7")
PIT, GAS = SiteName("north-pit"), ProfileName("gas-helmet")


class Died(Exception):
    """The process ended here."""


class FailingRecords(MemoryRecords):
    """Records whose next write of a device goes wrong: before it is stored, or after."""

    def __init__(self) -> None:
        super().__init__()
        self.before: Exception | None = None
        self.after: Exception | None = None

    def put(self, write: Write) -> Record:
        before, self.before = self.before, None
        if before is not None:
            raise before
        record = super().put(write)
        after, self.after = self.after, None
        if after is not None:
            raise after
        return record


class RecordingThings(MemoryThings):
    """Things that remember what they issued."""

    def __init__(self) -> None:
        super().__init__()
        self.issued: list[Identity] = []

    def issue(self, thing: ThingName) -> Identity:
        self.issued.append(super().issue(thing))
        return self.issued[-1]


class Platform:
    """A registry with a site and a profile."""

    def __init__(self) -> None:
        self.records = FailingRecords()
        self.registry = Registry(self.records)
        self.things = RecordingThings()
        put_site(self.registry, Site(ACME, PIT, "North pit"))
        define_profile(self.registry, ACME, GAS, {"ch4": Channel(ChannelType.NUMBER, "%")})

    def register(self, secret: bytes = bytes(32)) -> Registered:
        return register_device(
            self.registry,
            self.things,
            lambda: NOW,
            lambda _: secret,
            tenant=ACME,
            wanted=NewDevice(HELMET, PIT, GAS),
        )

    def retire(self) -> Device:
        return retire_device(self.registry, self.things, lambda: NOW, tenant=ACME, name=HELMET)

    @property
    def usable(self) -> list[str]:
        issued = (identity.principal for identity in self.things.issued)
        return [each for each in issued if self.things.may_connect(ThingName("acme_helmet-7"), each)]


@pytest.fixture
def platform() -> Platform:
    return Platform()


def test_only_the_digest_of_the_token_is_kept(platform: Platform) -> None:
    registered = platform.register()

    stored = platform.registry.device(ACME, HELMET).document
    assert stored == registered.device
    assert matches(parse(registered.token), stored.token_digest)
    assert registered.token not in repr(stored)


def test_of_two_who_want_a_name_the_second_is_left_with_no_certificate(platform: Platform) -> None:
    class Beaten(RecordingThings):
        def issue(self, thing: ThingName) -> Identity:
            platform.register(secret=b"1" * 32)
            return super().issue(thing)

    things = Beaten()

    with pytest.raises(Conflict, match="another name"):
        register_device(
            platform.registry,
            things,
            lambda: NOW,
            lambda _: b"2" * 32,
            tenant=ACME,
            wanted=NewDevice(HELMET, PIT, GAS),
        )

    [late] = things.issued
    assert not things.may_connect(ThingName("acme_helmet-7"), late.principal)
    assert len(platform.usable) == 1


def test_a_registry_that_does_not_answer_leaves_no_certificate(platform: Platform) -> None:
    platform.records.before = Unavailable("throttled")

    with pytest.raises(Unavailable):
        platform.register()

    assert platform.usable == []


def test_a_write_that_was_sent_twice_is_no_conflict(platform: Platform) -> None:
    platform.records.after = Conflict("record", "acme#devices helmet-7", expected=None)

    registered = platform.register()

    assert platform.usable == [registered.identity.principal]


def test_dying_before_the_write_leaves_the_name_free(platform: Platform) -> None:
    platform.records.before = Died()
    with pytest.raises(Died):
        platform.register()

    registered = platform.register()

    stored = platform.registry.device(ACME, HELMET).document
    assert stored.principal == registered.identity.principal != platform.things.issued[0].principal


def test_a_retired_device_opens_nothing(platform: Platform) -> None:
    token = platform.register().token
    assert authenticate_gateway(platform.registry, token, HELMET).name == HELMET

    retired = platform.retire()

    assert (retired.state, retired.retired_at) == (DeviceState.RETIRED, NOW)
    assert platform.usable == []
    with pytest.raises(Unauthorized):
        authenticate_gateway(platform.registry, token, HELMET)


def test_retiring_again_finishes_what_died_half_way(platform: Platform) -> None:
    platform.register()
    platform.records.after = Died()
    with pytest.raises(Died):
        platform.retire()
    assert len(platform.usable) == 1

    platform.retire()

    assert platform.usable == []


def test_two_who_retire_a_device_both_succeed(platform: Platform) -> None:
    platform.register()
    platform.records.after = Conflict("record", "acme#devices helmet-7", expected=1)

    assert platform.retire().state is DeviceState.RETIRED


def test_nobody_retires_what_does_not_exist(platform: Platform) -> None:
    with pytest.raises(NotFound):
        platform.retire()
