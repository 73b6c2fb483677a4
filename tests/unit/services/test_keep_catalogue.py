"""Things are recorded once, edited as a whole, and found as they are now."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest

from builders.catalogue import ACME, NOON, an_entry, entries_at_random
from spotter.adapters.memory.finder import MemoryFinder
from spotter.adapters.memory.objects import MemoryObjects
from spotter.adapters.memory.records import MemoryRecords
from spotter.adapters.roaring.finder import RoaringFinder
from spotter.contracts.catalogue import Edit, Triple
from spotter.contracts.names import Tenant
from spotter.domain.catalogue.syntax import query_of
from spotter.errors import Invalid, NotFound, WrongState
from spotter.services.keep_catalogue import (
    add_thing,
    edit_thing,
    record_thing,
    restore_thing,
    retire_thing,
)
from spotter.services.search_catalogue import SearchCatalogue
from spotter.stores.catalogue import BLOCK, Catalogue
from spotter.stores.catalogue_index import SavedIndexes

LATER = NOON + timedelta(hours=1)
ZINC = Tenant("zinc")
FALLS = "dataset/falls/1"


def a_catalogue() -> Catalogue:
    return Catalogue(MemoryRecords())


def a_search(catalogue: Catalogue, objects: MemoryObjects | None = None) -> SearchCatalogue:
    saved = SavedIndexes(objects or MemoryObjects())
    return SearchCatalogue(catalogue, saved, empty=RoaringFinder, restored=RoaringFinder.restored)


def test_recording_the_same_twice_changes_nothing() -> None:
    catalogue = a_catalogue()

    first = record_thing(catalogue, an_entry("falls", Triple("rows", 3.0)))
    again = record_thing(catalogue, an_entry("falls", Triple("rows", 3.0)))

    assert first == again
    assert catalogue.number(ACME) == 1


def test_what_people_said_of_a_thing_outlives_its_recorder() -> None:
    catalogue = a_catalogue()
    record_thing(catalogue, an_entry("falls", Triple("rows", 3.0)))
    edit_thing(catalogue, ACME, FALLS, Edit(add=(Triple("note", "wet"),)), expected=None, now=LATER)

    record_thing(catalogue, an_entry("falls", Triple("rows", 4.0)))

    assert catalogue.entry(ACME, FALLS).triples == (Triple("note", "wet"), Triple("rows", 4.0))


def test_an_edit_is_done_as_a_whole_or_not_at_all() -> None:
    catalogue = a_catalogue()
    before = add_thing(catalogue, an_entry("falls", Triple("rows", 3.0), Triple("note", "dry")))
    wrong = Edit(set=(Triple("rows", 4.0),), add=(Triple("kind", "model"),), drop=("note",))

    with pytest.raises(Invalid, match="kind: the platform says this itself"):
        edit_thing(catalogue, ACME, FALLS, wrong, expected=None, now=LATER)
    assert catalogue.entry(ACME, FALLS) == before

    right = Edit(set=(Triple("rows", 4.0),), add=(Triple("note", "wet"),), remove=(Triple("note", "dry"),))
    edited = edit_thing(catalogue, ACME, FALLS, right, expected=before.number, now=LATER)
    assert edited.triples == (Triple("note", "wet"), Triple("rows", 4.0))


@pytest.mark.parametrize(
    "edit",
    [
        Edit(set=(Triple("rows", 9.0),)),
        Edit(drop=("rows",)),
        Edit(remove=(Triple("rows", 3.0),)),
    ],
)
def test_what_the_platform_found_out_nobody_changes(edit: Edit) -> None:
    catalogue = a_catalogue()
    before = record_thing(catalogue, an_entry("falls", Triple("rows", 3.0)))

    with pytest.raises(Invalid, match="rows: the platform says this itself"):
        edit_thing(catalogue, ACME, FALLS, edit, expected=None, now=LATER)

    assert catalogue.entry(ACME, FALLS) == before


def test_what_the_platform_says_no_more_is_gone_and_what_people_put_beside_it_stays() -> None:
    catalogue = a_catalogue()
    record_thing(catalogue, an_entry("falls", Triple("rows", 3.0), Triple("parent", "code/spotter/1")))
    beside = Edit(add=(Triple("parent", "notebook/mine/1"),))
    edit_thing(catalogue, ACME, FALLS, beside, expected=None, now=LATER)

    record_thing(catalogue, an_entry("falls", Triple("rows", 3.0)))

    assert catalogue.entry(ACME, FALLS).triples == (Triple("parent", "notebook/mine/1"), Triple("rows", 3.0))


def test_adding_the_same_twice_changes_nothing_and_another_of_its_name_is_refused() -> None:
    catalogue = a_catalogue()
    added = add_thing(catalogue, an_entry("falls", Triple("note", "dry")))

    assert add_thing(catalogue, an_entry("falls", Triple("note", "dry"))) == added
    with pytest.raises(WrongState, match="take another version"):
        add_thing(catalogue, an_entry("falls", Triple("note", "wet")))


def test_whoever_looked_at_an_older_state_is_told() -> None:
    catalogue = a_catalogue()
    seen = record_thing(catalogue, an_entry("falls"))
    edit_thing(catalogue, ACME, FALLS, Edit(add=(Triple("a", 1.0),)), expected=None, now=LATER)

    with pytest.raises(WrongState, match="look at it again"):
        edit_thing(catalogue, ACME, FALLS, Edit(add=(Triple("b", 1.0),)), expected=seen.number, now=LATER)


@pytest.mark.parametrize(
    "triple",
    [
        Triple("Rows", 1.0),
        Triple("missing", 1.0),
        Triple("a", float("nan")),
        Triple("a", ""),
        Triple("a", "x" * 1_001),
        Triple("a", "yesterday", "time"),
        Triple("a", "2026-11-24T09:00:00", "time"),
    ],
)
def test_a_triple_that_cannot_be_is_refused_by_name(triple: Triple) -> None:
    with pytest.raises(Invalid, match=f"^{triple.attribute}: "):
        record_thing(a_catalogue(), an_entry("falls", triple))


def test_people_who_edit_at_once_are_all_heard() -> None:
    catalogue = a_catalogue()
    record_thing(catalogue, an_entry("falls"))

    def note(number: int) -> None:
        edit = Edit(add=(Triple(f"note{number}", 1.0),))
        edit_thing(catalogue, ACME, FALLS, edit, expected=None, now=LATER)

    with ThreadPoolExecutor(4) as people:
        list(people.map(note, range(12)))

    assert len(catalogue.entry(ACME, FALLS).triples) == 12
    assert catalogue.number(ACME) == 13


def test_what_was_just_recorded_edited_or_retired_is_found_as_it_is_now() -> None:
    catalogue = a_catalogue()
    search = a_search(catalogue)
    record_thing(catalogue, an_entry("falls"))
    assert search(ACME, "kind:dataset NOT rows:*").total == 1

    edit_thing(catalogue, ACME, FALLS, Edit(set=(Triple("rows", 3.0),)), expected=None, now=LATER)
    assert [each.id for each in search(ACME, "rows>2").entries] == [FALLS]

    retire_thing(catalogue, ACME, FALLS, why="superseded", now=LATER)
    assert search(ACME, "rows>2").total == 0
    assert search(ACME, "is:retired rows>2").total == 1

    restore_thing(catalogue, ACME, FALLS, now=LATER)
    assert search(ACME, "rows>2").total == 1


def test_a_new_process_goes_on_from_the_index_that_was_kept() -> None:
    catalogue, objects = a_catalogue(), MemoryObjects()
    for entry in entries_at_random(BLOCK + 40, seed=3):
        record_thing(catalogue, entry)
    a_search(catalogue, objects).keep(ACME)
    late = record_thing(catalogue, an_entry("late"))

    fresh = a_search(catalogue, objects)
    everything, _ = catalogue.changed_since(ACME, 0, most=10_000)
    oracle = MemoryFinder()
    oracle.learn(everything, number=catalogue.number(ACME))

    assert fresh.finder(ACME).number == catalogue.number(ACME)
    assert fresh(ACME, "name:late").entries == (late,)
    assert fresh(ACME, "NOT drift:*").total == oracle.find(query_of("NOT drift:* NOT is:*")).total


def test_a_tenant_finds_nothing_of_another() -> None:
    catalogue = a_catalogue()
    record_thing(catalogue, an_entry("falls"))
    search = a_search(catalogue)

    assert search(ZINC, "").total == 0
    with pytest.raises(NotFound):
        edit_thing(catalogue, ZINC, FALLS, Edit(), expected=None, now=LATER)
