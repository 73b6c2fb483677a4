"""Loading a file and deleting a version die after any call: what is visible is whole."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from builders.archive import TENANT, an_archive
from builders.crashes import Crash, Fuse
from builders.datasets import NOON, Datasets, datasets_on
from spotter.adapters.memory.objects import MemoryObjects
from spotter.adapters.memory.records import MemoryRecords
from spotter.contracts.names import DatasetName
from spotter.contracts.sheets import Load, SheetOptions, Upload
from spotter.errors import NotFound, WrongState
from spotter.services.delete_version import delete_version

MINE = DatasetName("mine")
FILE = b"at,ch4\n2026-11-24T09:00:00Z,0.5\n2026-11-24T09:00:01Z,0.7\n"
FIRST = Load("run-1", TENANT, MINE, "1", SheetOptions(), append=False, by="ada")
SECOND = Load("run-2", TENANT, MINE, "2", SheetOptions(), append=True, by="ada")


def uploaded() -> tuple[MemoryObjects, MemoryRecords, Datasets]:
    """Two files that were brought, and the first of them loaded."""
    objects, records = MemoryObjects(), MemoryRecords()
    datasets = datasets_on(an_archive(objects=objects), records=records)
    for upload in ("1", "2"):
        objects.put(f"uploads/{upload}", FILE)
        datasets.pending.add(
            TENANT, MINE, Upload(upload, "mine.csv", f"uploads/{upload}", "t", len(FILE), 1, NOON, "ada")
        )
    return objects, records, datasets


def rows_seen(datasets: Datasets) -> list[int]:
    """Read every version that is visible, and count its rows."""
    versions = datasets.stores.versions
    found = []
    for entry in versions.entries(TENANT, MINE):
        if entry.deleted is None:
            manifest = versions.manifest(TENANT, MINE, entry.version)
            assert len(datasets.rows(manifest)) == manifest.rows == entry.rows
            found.append(entry.rows)
    return found


def until_nothing_dies(
    act: Callable[[Datasets], object], begin: Callable[[Datasets], object]
) -> list[Datasets]:
    """Do a thing in one world after another, dying a call later each time; then again, in one go."""
    ended = []
    for calls in range(1, 200):
        objects, records, datasets = uploaded()
        begin(datasets)
        fuse = Fuse(calls)
        mortal = datasets_on(
            an_archive(objects=objects), objects=fuse.hang(objects), records=fuse.hang(records)
        )
        try:
            act(mortal)
        except Crash:
            assert set(rows_seen(datasets)) <= {2, 4}
            act(datasets)
            ended.append(datasets)
        else:
            return ended
    raise AssertionError("it dies for ever")


def test_a_file_that_is_loaded_again_after_any_death_is_there_once() -> None:
    for datasets in until_nothing_dies(lambda each: each.load(FIRST), lambda _: None):
        assert rows_seen(datasets) == [2]


def test_rows_are_added_once_after_any_death() -> None:
    ended = until_nothing_dies(lambda each: each.load(SECOND), lambda each: each.load(FIRST))

    assert len(ended) > 5
    for datasets in ended:
        assert rows_seen(datasets) == [2, 4]
        assert datasets.stores.versions.manifest(TENANT, MINE).rows == 4


def test_a_deletion_that_died_is_done_or_not_and_never_half() -> None:
    def delete(datasets: Datasets) -> None:
        versions, kept = datasets.stores.versions, datasets.stores.catalogue
        newest = versions.entries(TENANT, MINE)[-1]
        try:
            delete_version(versions, kept, lambda: NOON, TENANT, MINE, newest.version, by="ada", why="a try")
        except WrongState:
            assert newest.deleted is not None

    def both(datasets: Datasets) -> None:
        datasets.load(FIRST)
        datasets.load(SECOND)

    for datasets in until_nothing_dies(delete, both):
        assert rows_seen(datasets) == [2]
        assert datasets.stores.versions.manifest(TENANT, MINE).rows == 2


def test_of_what_was_never_loaded_there_is_nothing() -> None:
    _, _, datasets = uploaded()

    with pytest.raises(NotFound):
        datasets.stores.versions.manifest(TENANT, MINE)
