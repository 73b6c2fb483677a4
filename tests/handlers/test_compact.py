from __future__ import annotations

import msgspec
import pytest

from builders.archive import DAY, SITE, TENANT, Platform, a_reading, an_archive, at, everything
from builders.crashing import Crashing, CrashingObjects, CrashingRecords
from envelopes.http import load_function
from spotter.adapters.memory.objects import MemoryObjects
from spotter.adapters.memory.records import MemoryRecords
from spotter.contracts.archive import Lost, Value
from spotter.contracts.names import SiteName
from spotter.errors import Corrupt, Unavailable


def values(platform: Platform, **asked: object) -> list[Value]:
    found = platform.query(TENANT, SITE, everything(**asked)).rows
    return [row for row in found if isinstance(row, Value)]


def test_only_the_days_that_an_object_speaks_of_are_made_anew() -> None:
    platform = an_archive()
    platform.arrive([a_reading(1, {"ch4": 1.0})], [a_reading(2, {"ch4": 1.0}, measured=-5, arrived=60)])
    platform.compacted()
    before = platform.manifest(), platform.manifest("2026-11-23")
    platform.arrive([a_reading(3, {"ch4": 2.0}, arrived=36 * 3600)])

    done = platform.compacted()

    assert (done.days, done.objects) == (1, 1)
    assert platform.manifest("2026-11-23") == before[1]
    assert platform.manifest().proof.readings == before[0].proof.readings + 1


def test_a_run_with_nothing_new_writes_nothing() -> None:
    objects, records = MemoryObjects(), MemoryRecords()
    platform = an_archive(objects=objects, records=records)
    platform.arrive([a_reading(1, {"ch4": 1.0})])
    platform.compacted()
    before = sorted(objects.keys("")), list(records.query("acme#archive"))

    done = platform.compacted()

    assert done.objects == 0
    assert (sorted(objects.keys("")), list(records.query("acme#archive"))) == before


def test_an_object_that_was_held_up_is_found_by_the_sweep() -> None:
    platform = an_archive()
    platform.arrive([a_reading(1, {"ch4": 1.0})])
    platform.compact()
    platform.arrive([a_reading(2, {"ch4": 2.0})])

    assert platform.compact().objects == 0
    assert platform.compact(sweep=True).objects == 1
    assert [each.seq for each in values(platform)] == [1, 2]


def test_another_content_under_a_known_name_is_kept_beside_with_its_reason() -> None:
    platform = an_archive()
    platform.arrive([a_reading(1, {"ch4": 9.0}, arrived=50)], [a_reading(1, {"ch4": 1.0}, arrived=20)])
    platform.compacted()

    assert [each.value for each in values(platform)] == [1.0]
    kept = {each.value: each.reason for each in values(platform, losers=True)}
    assert kept == {1.0: None, 9.0: Lost.LATER_ARRIVAL}
    assert platform.manifest().conflicts == 1


def test_two_contents_under_one_name_that_arrived_at_once_stay_apart() -> None:
    platform = an_archive()
    platform.arrive([a_reading(1, {"ch4": 1.0})], [a_reading(1, {"o2": 20.9})])
    platform.compacted()

    assert platform.manifest().proof.readings == 2
    assert platform.verify(TENANT, SITE, DAY).holds


def test_two_values_for_one_moment_are_kept_and_the_earlier_arrival_counts() -> None:
    platform = an_archive()
    platform.arrive(
        [a_reading(1, {"ch4": 1.0, "o2": 20.9}, measured=5, arrived=30)],
        [a_reading(1, {"ch4": 2.0}, boot="b2", measured=5, arrived=10)],
    )
    platform.compacted()

    assert {(each.channel, each.value) for each in values(platform)} == {("ch4", 2.0), ("o2", 20.9)}
    lost = [each for each in values(platform, losers=True) if each.reason]
    assert [(each.boot, each.value, each.reason) for each in lost] == [("b1", 1.0, Lost.SAME_MOMENT)]


def test_a_reading_without_values_is_not_lost() -> None:
    platform = an_archive()
    platform.arrive([a_reading(1, {})])
    platform.compacted()

    assert [(each.channel, each.value) for each in values(platform)] == [("", None)]
    assert platform.verify(TENANT, SITE, DAY).holds


def test_a_backlog_is_worked_off_run_by_run() -> None:
    platform = an_archive(most_objects=2)
    platform.arrive(*([a_reading(seq, {"ch4": 1.0}, arrived=seq * 1800)] for seq in range(5)))

    left = [platform.compacted().left for _ in range(3)]

    assert left == [3, 1, 0]
    assert [each.seq for each in values(platform)] == list(range(5))


@pytest.mark.parametrize("broken", ["raw", "file"])
def test_a_changed_object_is_noticed(broken: str) -> None:
    platform = an_archive()
    platform.arrive([a_reading(1, {"ch4": 1.0})])
    platform.compacted()
    manifest = platform.manifest()
    key = manifest.sources[0].key if broken == "raw" else manifest.files[0].key
    other = an_archive()
    other.arrive([a_reading(1, {"ch4": 7.0})])
    other.compacted()
    made = other.manifest()
    platform.objects.put(
        key, other.objects.get(made.sources[0].key if broken == "raw" else made.files[0].key)
    )

    with pytest.raises(Corrupt):
        platform.verify(TENANT, SITE, DAY)


def test_a_site_whose_raw_object_is_broken_holds_up_no_other() -> None:
    platform, elsewhere = an_archive(), SiteName("quarry")
    platform.arrive([a_reading(1, {"ch4": 1.0})])
    [broken] = platform.objects.keys("readings/")
    platform.archive.keep([msgspec.structs.replace(a_reading(2, {"ch4": 2.0}), site=elsewhere)], batch="b")
    platform.objects.put(broken, b"no gzip")

    done = platform.compacted()

    assert (done.counts()["failures"], done.objects) == (1, 1)
    assert isinstance(done.failures[0], Corrupt)
    assert platform.days.manifest(TENANT, elsewhere, DAY) is not None
    assert platform.days.manifest(TENANT, SITE, DAY) is None


def test_a_crash_after_any_call_ends_in_the_same_bytes() -> None:
    calm = an_archive()
    arrivals = [
        [a_reading(1, {"ch4": 1.0}), a_reading(2, {"ch4": 2.0}, device="helmet-8")],
        [a_reading(3, {"ch4": 3.0}, measured=-60, arrived=4000)],
    ]
    calm.arrive(*arrivals)
    calm.compacted()
    for survives in range(100):
        crashing = Crashing(survives)
        objects, records = MemoryObjects(), MemoryRecords()
        an_archive(objects=objects).arrive(*arrivals)
        shaky = an_archive(
            objects=CrashingObjects(objects, crashing), records=CrashingRecords(records, crashing)
        )
        try:
            shaky.compacted()
        except Unavailable:
            platform = an_archive(objects=objects, records=records)
            platform.compacted()
            assert (platform.files(), platform.manifest()) == (calm.files(), calm.manifest())
            assert platform.manifest("2026-11-23") == calm.manifest("2026-11-23")
            continue
        assert survives > 12
        return
    pytest.fail("it never came through")


def test_the_handler_is_a_plain_function_of_its_event() -> None:
    assert load_function("compact").app.pure_lambda_functions[0].name == "compact"


def test_the_frontier_is_two_hours_behind() -> None:
    platform = an_archive(now=at(10 * 3600))
    platform.arrive([a_reading(1, {"ch4": 1.0})])
    platform.compacted()

    frontier = platform.days.frontier(TENANT, SITE)
    assert frontier is not None
    assert frontier.document.hour == "2026-11-24T08"
