"""Parts of deleted versions go when their time is over, unless something that stays refers to them."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any, NamedTuple

import msgspec

from builders.archive import TENANT, a_reading
from builders.crashes import Crash, Fuse
from builders.datasets import DEFINITION, NAME, NOON, Datasets, some_datasets
from spotter.contracts.datasets import DatasetManifest
from spotter.contracts.names import DeviceName
from spotter.services.delete_version import KEPT_FOR, delete_version
from spotter.services.erase_parts import WAITS, EraseParts
from spotter.stores.catalogue import Catalogue
from spotter.stores.extractions import Extractions

OVER = NOON + KEPT_FOR
WITHOUT_HELMET_8 = msgspec.structs.replace(
    DEFINITION, devices=(DeviceName("helmet-7"), DeviceName("helmet-9"))
)


def two_versions() -> tuple[Datasets, DatasetManifest, DatasetManifest]:
    """Make a version of three devices, and one of two of them that shares their parts; delete the first."""
    datasets = some_datasets(rows_a_part=1)
    datasets.archive.arrive(
        [a_reading(seq, {"ch4": 1.0}) for seq in range(3)],
        [a_reading(seq, {"ch4": 2.0}, device="helmet-8") for seq in range(3)],
        [a_reading(seq, {"ch4": 3.0}, device="helmet-9") for seq in range(3)],
    )
    both = datasets.version()
    one = datasets.version(WITHOUT_HELMET_8, run="run-2")
    delete_version(
        datasets.stores.versions,
        Catalogue(datasets.records),
        lambda: NOON,
        TENANT,
        NAME,
        both.version,
        by="ada",
        why="a person asked",
    )
    return datasets, one, both


class AsWritten(NamedTuple):
    """Objects that somebody wrote again an hour after a moment."""

    objects: Any
    moment: datetime

    def written_at(self, _key: str) -> datetime:
        return self.moment + timedelta(hours=1)

    def erase(self, key: str) -> None:
        self.objects.erase(key)


def erasing(datasets: Datasets, now: datetime, fuse: Fuse | None = None) -> EraseParts:
    versions, objects = datasets.stores.versions, datasets.archive.objects
    extractions = Extractions(objects, datasets.records)
    places: list[Any] = [objects if fuse is None else fuse.hang(objects)]
    return EraseParts(versions if fuse is None else fuse.hang(versions), extractions, places, lambda: now)


def swept(datasets: Datasets, now: datetime, *, dry_run: bool = False) -> list[tuple[str, int, int]]:
    done = erasing(datasets, now)(TENANT, until=now + timedelta(hours=1), dry_run=dry_run)
    return [(each.does, each.parts, each.shared) for each in done]


def parts_there(datasets: Datasets) -> list[str]:
    return [key for key in datasets.archive.objects.keys("datasets/") if "/parts/" in key]


def test_before_its_time_is_over_everything_stays() -> None:
    datasets, _, _ = two_versions()

    assert swept(datasets, OVER - timedelta(seconds=1)) == []
    assert len(parts_there(datasets)) == 3


def test_what_only_the_deleted_version_held_is_condemned_and_a_day_later_erased() -> None:
    datasets, one, _ = two_versions()

    first = swept(datasets, OVER)
    waiting = swept(datasets, OVER + timedelta(hours=1))
    then = swept(datasets, OVER + WAITS)
    afterwards = swept(datasets, OVER + WAITS + timedelta(days=1))

    assert [*first, *waiting, *then, *afterwards] == [("condemn", 1, 2), ("wait", 1, 2), ("erase", 1, 2)]
    assert len(parts_there(datasets)) == 2
    assert [row["device"] for row in datasets.rows(one)] == ["helmet-7"] * 3 + ["helmet-9"] * 3


def test_a_dry_run_says_the_same_and_changes_nothing() -> None:
    datasets, _, both = two_versions()

    tried = swept(datasets, OVER, dry_run=True)

    assert tried == swept(datasets, OVER, dry_run=True) == [("condemn", 1, 2)]
    stone = datasets.stores.versions.entry(TENANT, NAME, both.version).document.deleted
    assert stone is not None
    assert (stone.condemned, stone.erased) == (None, None)


def test_the_tombstone_and_the_list_of_what_was_there_stay() -> None:
    datasets, _, both = two_versions()
    swept(datasets, OVER)
    swept(datasets, OVER + WAITS)

    entry = datasets.stores.versions.entry(TENANT, NAME, both.version).document

    assert entry.deleted is not None
    assert (entry.deleted.why, entry.deleted.erased) == ("a person asked", OVER + WAITS)
    assert [part.rows for part in datasets.stores.versions.parts(both)] == [3, 3, 3]


def test_whoever_extracts_the_same_again_finds_no_step_and_writes_its_parts_anew() -> None:
    datasets, _, both = two_versions()
    swept(datasets, OVER)
    later = msgspec.structs.replace(DEFINITION, channels=("ch4",))

    again = datasets.version(later, run="run-3")
    swept(datasets, OVER + WAITS)

    assert {part.sha256 for part in datasets.stores.versions.parts(again)} == {
        part.sha256 for part in datasets.stores.versions.parts(both)
    }
    assert len(datasets.rows(again)) == 9


def test_a_part_that_a_run_wrote_since_is_left_to_it() -> None:
    datasets, _, both = two_versions()
    swept(datasets, OVER)
    versions, objects = datasets.stores.versions, datasets.archive.objects
    lost = next(part for part in versions.parts(both) if "helmet-8" in part.place)
    key = versions.part_key(TENANT, NAME, lost)
    content = objects.get(key)
    writer = EraseParts(
        versions, datasets.stores.extractions, [AsWritten(objects, OVER)], lambda: OVER + WAITS
    )

    writer(TENANT, until=OVER + WAITS + timedelta(hours=1))

    assert objects.get(key) == content


def test_whoever_dies_after_any_call_is_followed_by_one_who_goes_on() -> None:
    datasets, one, _ = two_versions()
    swept(datasets, OVER)
    for after in range(1, 60):
        fuse = Fuse(after)
        try:
            erasing(datasets, OVER + WAITS, fuse)(TENANT, until=OVER + WAITS + timedelta(hours=1))
        except Crash:
            assert len(datasets.rows(one)) == 6
        if fuse.is_whole:
            break

    assert after > 5
    assert len(parts_there(datasets)) == 2
    assert swept(datasets, OVER + WAITS + timedelta(hours=2)) == []
