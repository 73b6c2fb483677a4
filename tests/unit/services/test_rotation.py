"""Rotating a certificate: never a moment without one, wherever it breaks off."""

from __future__ import annotations

from datetime import datetime, timedelta

import msgspec
import pytest

from builders.alarm_path import DEVICE, NOON, TENANT, AlarmPath, a_body, an_alarm_path, an_item
from builders.certificates import a_signing_request
from spotter.adapters.memory.things import MemoryThings
from spotter.contracts.devices import Device
from spotter.contracts.names import ThingName
from spotter.contracts.readings import RefusalReason
from spotter.errors import Unavailable, WrongState
from spotter.services.finish_rotation import finish_rotation
from spotter.services.retire_device import retire_device
from spotter.services.rotate_certificate import MOST_BESIDE, rotate_certificate

DAY = timedelta(days=1)


class Refusing(MemoryThings):
    """Things that cannot revoke for a while."""

    refusing = False

    def revoke(self, thing: ThingName, principal: str) -> None:
        if self.refusing:
            raise Unavailable("throttled")
        super().revoke(thing, principal)


class Bench:
    """The alarm path with a device whose certificate the broker knows."""

    def __init__(self) -> None:
        self.path: AlarmPath = an_alarm_path()
        self.things = Refusing()
        self.old = self.things.issue(self.device.thing).principal
        seen = self.path.registry.device(TENANT, DEVICE)
        first = msgspec.structs.replace(seen.document, principal=self.old)
        self.path.registry.put_device(first, expected=seen.version)
        self.seq = 0

    @property
    def device(self) -> Device:
        return self.path.registry.device(TENANT, DEVICE).document

    def rotate(self, *, at: datetime = NOON - timedelta(hours=1), csr: str | None = None) -> str:
        rotated = rotate_certificate(
            self.path.registry, self.things, lambda: at, tenant=TENANT, name=DEVICE, overlap=DAY, csr=csr
        )
        return rotated.identity.principal

    def finish(self, at: datetime = NOON) -> None:
        finish_rotation(self.path.registry, self.things, lambda: at, tenant=TENANT, name=DEVICE)

    def sends(self, principal: str) -> bool:
        """Tell whether a reading that a certificate sends is accepted."""
        self.seq += 1
        self.path.ingest({f"m{self.seq}": a_body(an_item({"ch4": 0.1}, seq=self.seq), principal=principal)})
        refused = [
            each.reason for each in self.path.quarantine.scan("acme") if each.delivery == f"m{self.seq}"
        ]
        assert refused in ([], [RefusalReason.WRONG_PRINCIPAL])
        return not refused

    def connects(self, principal: str) -> bool:
        return self.things.may_connect(self.device.thing, principal)


@pytest.fixture
def bench() -> Bench:
    return Bench()


def test_both_certificates_are_accepted_until_the_new_one_has_spoken_and_only_it_after(bench: Bench) -> None:
    new = bench.rotate()

    assert bench.sends(bench.old)
    assert bench.sends(bench.old)
    assert bench.sends(new)
    assert not bench.sends(bench.old)
    bench.finish()
    assert bench.sends(new)
    assert (bench.connects(bench.old), bench.connects(new)) == (False, True)
    assert bench.device.ending_principals == ()


def test_without_a_word_from_the_new_one_the_old_ends_with_the_overlap(bench: Bench) -> None:
    new = bench.rotate(at=NOON - DAY - timedelta(seconds=1))

    assert not bench.sends(bench.old)
    bench.finish()
    assert (bench.connects(bench.old), bench.connects(new)) == (False, True)
    assert bench.sends(new)


def test_finishing_in_the_middle_of_an_overlap_changes_nothing(bench: Bench) -> None:
    new = bench.rotate()

    bench.finish()

    assert bench.connects(bench.old)
    assert bench.connects(new)
    assert bench.sends(bench.old)


def test_a_caller_whose_answer_was_lost_asks_again_and_cuts_nobody_off(bench: Bench) -> None:
    lost, second = bench.rotate(), bench.rotate()

    assert bench.sends(bench.old)
    assert bench.sends(lost)
    assert bench.sends(second)
    bench.finish()
    assert [bench.connects(each) for each in (bench.old, lost, second)] == [False, False, True]


def test_a_broker_that_does_not_answer_is_asked_again_and_the_old_stays_refused(bench: Bench) -> None:
    new = bench.rotate()
    bench.sends(new)
    bench.things.refusing = True
    with pytest.raises(Unavailable):
        bench.finish()

    assert bench.connects(bench.old)
    assert not bench.sends(bench.old)
    bench.things.refusing = False
    bench.finish()
    assert not bench.connects(bench.old)


def test_a_rotation_whose_time_has_passed_is_finished_by_the_next(bench: Bench) -> None:
    first = bench.rotate(at=NOON - 3 * DAY)
    second = bench.rotate(at=NOON)

    assert [bench.connects(each) for each in (bench.old, first, second)] == [False, True, True]


def test_certificates_do_not_pile_up(bench: Bench) -> None:
    for _ in range(MOST_BESIDE):
        bench.rotate()

    with pytest.raises(WrongState, match="use the newest"):
        bench.rotate()


def test_a_device_with_its_own_key_rotates_by_a_request(bench: Bench) -> None:
    new = bench.rotate(csr=a_signing_request())

    assert bench.sends(new)


def test_retiring_in_an_overlap_ends_every_certificate(bench: Bench) -> None:
    new = bench.rotate()

    retire_device(bench.path.registry, bench.things, lambda: NOON, tenant=TENANT, name=DEVICE)

    assert not bench.connects(bench.old)
    assert not bench.connects(new)
