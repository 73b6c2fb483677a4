"""A worker's year of birth, from the record to the limit of an alarm, and its erasure."""

from __future__ import annotations

from datetime import timedelta

import msgspec
import pytest

from builders.alarm_path import DEVICE, NOON, TENANT, after
from builders.timers import Timers
from spotter.contracts.names import DeviceName, WorkerName
from spotter.services.assign_device import Said, assign_device
from spotter.services.find_ages import READ_AGAIN
from spotter.services.keep_workers import erase_worker, put_worker
from spotter.stores.assignments import Assignments
from spotter.stores.rulebook import in_packs
from spotter.stores.workers import Workers

KIM = WorkerName("kim")
HEART = tuple(rule for rule in in_packs(["niosh"]) if rule.name == "niosh-heart-rate")


class Worn(Timers):
    """A site whose first device measures a heart rate and is worn by Kim."""

    def __init__(self, born: int | None) -> None:
        super().__init__(*HEART)
        self.workers = Workers(self.records)
        assignments = Assignments(self.records)
        said = Said(TENANT, DeviceName(DEVICE), KIM, NOON - timedelta(hours=1))
        assign_device(self.registry, assignments, lambda: self.now, said=said)
        if born is not None:
            put_worker(self.workers, lambda: self.now, TENANT, KIM, born=born, by="olga")

    def beat(self, rate: float, *, since: int, minutes: int = 6) -> list[float]:
        """Have the device say a heart rate for minutes; give the limits of the alarms that are open then."""
        for minute in range(since, since + minutes):
            self.hear(60.0 * minute, {"heart_rate": rate})
        return [alarm.worst.limit for alarm in self.alarms() if alarm.active]


@pytest.mark.parametrize(("born", "limit"), [(NOON.year - 60, 120.0), (NOON.year - 25, 155.0), (None, 140.0)])
def test_an_alarm_shows_the_limit_that_was_in_force_for_the_wearer(born: int | None, limit: float) -> None:
    assert Worn(born).beat(limit - 1, since=0) == []
    assert Worn(born).beat(limit + 1, since=0) == [limit]


def test_what_was_erased_is_used_no_longer_and_stands_nowhere() -> None:
    site = Worn(NOON.year - 60)
    assert site.beat(130.0, since=0, minutes=2) == []

    site.now = after(120)
    erase_worker(site.workers, lambda: site.now, TENANT, KIM, by="olga")
    site.now += READ_AGAIN

    assert site.beat(130.0, since=3, minutes=8) == []
    kept = b"".join(msgspec.json.encode(each) for each in site.records.query(f"{TENANT}#workers"))
    assert str(NOON.year - 60).encode() not in kept


def test_a_rule_by_age_runs_out_in_silence_by_the_wearers_limit() -> None:
    site = Worn(NOON.year - 60)
    for second in range(0, 151, 30):
        site.hear(second, {"heart_rate": 130.0})

    limits = {signal.evidence.limit for second in range(150, 200) for signal in site.at(second)}  # type: ignore[union-attr]

    assert limits == {120.0}
