"""The sweep: certificates that are over are revoked at the broker, a few at a time, none forgotten."""

from __future__ import annotations

from datetime import timedelta

from builders.fleet import NOON, TENANT, Fleet
from spotter.adapters.memory.things import MemoryThings
from spotter.contracts.devices import NewDevice
from spotter.contracts.names import DeviceName, ProfileName, SiteName, ThingName
from spotter.errors import Unavailable
from spotter.services.register_device import register_device
from spotter.services.rotate_certificate import rotate_certificate
from spotter.stores.rotations import LISTS

HOUR = timedelta(hours=1)


def a_rotating_fleet(devices: int) -> tuple[Fleet, dict[str, str]]:
    """Devices in an overlap of an hour, and the certificates that they had before."""
    fleet, before = Fleet(serials=0), dict[str, str]()
    for number in range(devices):
        name = DeviceName(f"badge-{number}")
        wanted = NewDevice(name, SiteName("north-pit"), ProfileName("gas-helmet"))
        made = register_device(
            fleet.registry, fleet.things, lambda: NOON, bytes, tenant=TENANT, wanted=wanted
        )
        before[made.device.thing] = made.device.principal
        rotate_certificate(fleet.registry, fleet.things, lambda: NOON, tenant=TENANT, name=name, overlap=HOUR)
    return fleet, before


def good(fleet: Fleet, before: dict[str, str]) -> int:
    return sum(fleet.things.may_connect(ThingName(thing), principal) for thing, principal in before.items())


def waiting(fleet: Fleet) -> int:
    return sum(len(fleet.registry.rotations.waiting(number)) for number in range(LISTS))


def test_nothing_is_revoked_before_the_end_of_the_overlap_and_everything_after_it() -> None:
    fleet, before = a_rotating_fleet(5)

    fleet.now = NOON + HOUR
    assert (fleet.sweep().revoked, good(fleet, before), waiting(fleet)) == (0, 5, 5)

    fleet.now += timedelta(seconds=1)
    assert (fleet.sweep().revoked, good(fleet, before), waiting(fleet)) == (5, 0, 0)
    assert all(fleet.things.may_connect(each.thing, each.principal) for each in fleet.devices())


def test_a_run_does_no_more_than_it_may_and_the_next_goes_on() -> None:
    fleet, before = a_rotating_fleet(7)
    fleet.now = NOON + 2 * HOUR

    left = []
    for _ in range(4):
        fleet.sweep(most=2)
        left.append(good(fleet, before))

    assert left == [5, 3, 1, 0]
    assert fleet.sweep().waiting == 0


def test_a_certificate_that_cannot_be_revoked_holds_up_no_other_and_is_tried_again() -> None:
    fleet, before = a_rotating_fleet(4)
    stubborn = Stubborn(fleet.things, "acme_badge-2")
    fleet.things = stubborn
    fleet.now = NOON + 2 * HOUR

    swept = fleet.anew().sweep()
    assert (swept.revoked, swept.failed, swept.waiting, good(fleet, before)) == (3, 1, 1, 1)
    stubborn.is_down = False

    assert (fleet.sweep().revoked, good(fleet, before), waiting(fleet)) == (1, 0, 0)


def test_a_certificate_that_was_replaced_by_provisioning_is_revoked_by_the_next_run() -> None:
    fleet = Fleet(serials=2)
    fleet.ask(1, 77)
    fleet.allow_again(1)
    fleet.ask(1, 78)

    assert fleet.sweep().revoked == 1
    assert fleet.device(1).ending_principals == ()


def test_a_rotation_that_is_just_being_written_stays_on_the_agenda() -> None:
    fleet, _ = a_rotating_fleet(0)
    fleet.registry.rotations.begin(TENANT, DeviceName("badge-9"), NOON)

    assert fleet.sweep().waiting == 1
    fleet.now = NOON + HOUR

    assert fleet.sweep().waiting == 0


class Stubborn(MemoryThings):
    """Things one of which cannot be revoked for a while."""

    def __init__(self, things: MemoryThings, thing: str) -> None:
        super().__init__()
        self._all, self._one, self.is_down = things, thing, True

    def revoke(self, thing: ThingName, principal: str) -> None:
        if self.is_down and thing == self._one:
            raise Unavailable("throttled")
        self._all.revoke(thing, principal)

    def may_connect(self, thing: ThingName, principal: str) -> bool:
        return self._all.may_connect(thing, principal)
