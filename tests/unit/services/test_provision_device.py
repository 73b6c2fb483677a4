"""A device that shows a claim certificate: what it gains, and who is told when it should gain nothing."""

from __future__ import annotations

from datetime import timedelta

import msgspec
import pytest

from builders.fleet import CLAIM, NOON, SITE, TENANT, Fleet, a_certificate, a_claim, allowed
from spotter.adapters.memory.queue import MemoryQueue
from spotter.contracts.alarms import AlarmClass, ConditionActive, ConditionNormal
from spotter.contracts.devices import DeviceState
from spotter.domain.lifecycle import retired
from spotter.errors import Unavailable


@pytest.fixture
def fleet() -> Fleet:
    return Fleet()


def test_a_device_on_the_list_is_registered_with_the_certificate_that_it_is_given(fleet: Fleet) -> None:
    decided = fleet.ask(1, 77)

    device = fleet.device(1)
    assert (decided.thing, decided.why, decided.site) == ("acme_helmet-1", "granted", SITE)
    assert (device.state, device.site, device.profile_version) == (DeviceState.NEW, SITE, 1)
    assert device.is_sender(a_certificate(77), NOON)
    assert device.token_digest == ""
    assert device.tags == ("new",)
    assert fleet.signals() == []


def test_asking_again_with_the_same_certificate_is_granted_and_counted_once(fleet: Fleet) -> None:
    answers = [fleet.ask(1, 77) for _ in range(5)]

    found = fleet.access.claim(CLAIM)
    assert {each.thing for each in answers} == {"acme_helmet-1"}
    assert found is not None
    assert len(found.document.granted) == 1


def test_a_serial_is_used_once(fleet: Fleet) -> None:
    fleet.ask(1, 77)

    again = fleet.ask(1, 78)

    assert (again.thing, again.why) == (None, "given_already")
    assert fleet.device(1).principal == a_certificate(77)
    assert len(fleet.signals()) == 1


def test_a_serial_that_is_allowed_again_is_given_one_more_and_the_old_certificate_ends(fleet: Fleet) -> None:
    fleet.ask(1, 77)
    fleet.allow_again(1)

    decided = [fleet.ask(1, 78).why, fleet.ask(1, 79).why]

    device = fleet.device(1)
    assert decided == ["granted", "given_already"]
    assert device.principal == a_certificate(78)
    assert not device.is_sender(a_certificate(77), NOON)
    assert device.ending_principals == (a_certificate(77),)


@pytest.mark.parametrize("number", [99, 100])
def test_a_serial_on_no_list_or_on_that_of_another_site_gains_nothing_and_is_told_of(
    fleet: Fleet, number: int
) -> None:
    fleet.access.put_allowed(allowed(100, site="south-pit"), expected=None)

    decided = fleet.ask(number)

    assert (decided.thing, decided.why) == (None, "not_allowed")
    [signal] = fleet.signals()
    assert isinstance(signal, ConditionActive)
    assert (signal.rule, signal.subject, signal.alarm_class) == (
        "claim-abuse",
        "site~north-pit",
        AlarmClass.HIGH,
    )
    assert signal.latches
    assert "SN-" not in repr(signal)


def test_a_removed_entry_and_a_retired_device_gain_nothing(fleet: Fleet) -> None:
    seen = fleet.access.allowed(TENANT, "SN-1")
    assert seen is not None
    fleet.access.put_allowed(msgspec.structs.replace(seen.document, removed=True), expected=seen.version)
    fleet.ask(2, 77)
    gone = fleet.registry.device(TENANT, fleet.device(2).name)
    fleet.registry.put_device(retired(gone.document, at=NOON), expected=gone.version)

    assert [fleet.ask(1).why, fleet.ask(2, 77).why] == ["not_allowed", "device_gone"]


def test_a_name_that_somebody_registered_otherwise_is_not_taken_over(fleet: Fleet) -> None:
    fleet.ask(1)
    other = msgspec.structs.replace(allowed(1), serial="SN-other")
    fleet.access.put_allowed(other, expected=None)

    assert fleet.provision(fleet.asked("SN-other", 5)).why == "name_taken"


def test_a_leaked_claim_gains_its_number_an_hour_and_raises_one_alarm(fleet: Fleet) -> None:
    for _ in range(5):
        for number in range(10):
            fleet.ask(number, 1000 + number)
        fleet.now += timedelta(seconds=10)

    assert len(fleet.devices()) == 3
    assert len(fleet.signals()) == 1


def test_an_hour_later_there_is_room_again(fleet: Fleet) -> None:
    for number in range(3):
        fleet.ask(number)
    assert fleet.ask(3).why == "over_limit"

    fleet.now += timedelta(hours=1)

    assert fleet.ask(3).why == "granted"


def test_a_revoked_claim_opens_nothing_and_one_that_nobody_made_is_nobodys_alarm(fleet: Fleet) -> None:
    revoked = msgspec.structs.replace(a_claim("d" * 64), revoked_at=NOON)
    fleet.access.add_claim(revoked)

    assert fleet.ask(1, claim="e" * 64).why == "unknown_claim"
    assert fleet.signals() == []
    assert fleet.ask(1, claim="d" * 64).why == "claim_revoked"
    assert len(fleet.signals()) == 1


def test_an_entry_whose_profile_is_not_there_gains_nothing_and_counts_nothing(fleet: Fleet) -> None:
    odd = msgspec.structs.replace(allowed(50), profile="nothing")
    fleet.access.put_allowed(odd, expected=None)

    decided = fleet.ask(50)

    assert (decided.thing, decided.why) == (None, "not_found")
    assert fleet.devices() == []


def test_an_alarm_that_cannot_be_told_is_told_by_the_next_request(fleet: Fleet) -> None:
    class Down(MemoryQueue):
        def send(self, _bodies: object) -> list[str]:
            raise Unavailable("down")

    told, fleet.alarms = fleet.alarms, Down()
    with pytest.raises(Unavailable):
        fleet.anew().ask(99)
    fleet.alarms = told

    fleet.anew().ask(99)

    assert len(told.taken()) == 1


def test_the_alarm_ends_when_all_claims_of_the_site_are_quiet(fleet: Fleet) -> None:
    fleet.access.add_claim(a_claim("d" * 64))
    fleet.ask(99)
    fleet.now += timedelta(minutes=40)
    fleet.ask(99, claim="d" * 64)
    fleet.now += timedelta(minutes=40)
    assert fleet.sweep().claims_quiet == 0

    fleet.now += timedelta(minutes=40)

    assert fleet.sweep().claims_quiet == 2
    assert isinstance(fleet.signals()[-1], ConditionNormal)
    assert fleet.sweep().claims_quiet == 0
