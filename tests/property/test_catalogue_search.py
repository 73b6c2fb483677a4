"""Laws of the catalogue: every index finds exactly what looking at each thing finds."""

from __future__ import annotations

import os
import random
from contextlib import suppress
from datetime import timedelta

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from builders.catalogue import ATTRIBUTES, NOON, NOUNS, PEOPLE, entries_at_random
from spotter.adapters.memory.finder import MemoryFinder
from spotter.adapters.roaring.finder import RoaringFinder
from spotter.contracts.catalogue import Entry
from spotter.domain.catalogue.query import All, Any, Begins, Has, Is, Not, Query, Within, Word
from spotter.domain.catalogue.syntax import query_of
from spotter.errors import Invalid
from spotter.ports.finder import Finder

SEARCHES = int(os.environ.get("SPOTTER_SEARCHES", "500"))
"""10,000 were run for the record; the suite takes a twentieth of that."""
TEXTS = ("ppm", "PPM", "mg/m3", "wet cell", "1", "true", "2", "Two", "north-pit", "kim", "dataset", "no such")
NAMES = (*ATTRIBUTES, "kind", "name", "site", "made_by", "made_at", "is", "version", "id", "nothing")


def a_query(dice: random.Random, depth: int = 0) -> Query:
    """Ask something at random; deep questions are rarer."""
    made = dice.randrange(11 if depth < 3 else 6)
    name = dice.choice(NAMES)
    if made <= 3:
        return (_is, _begins, _numbers, _times)[made](dice, name)
    if made == 4:
        return Has(name)
    if made == 5:
        return Word(dice.choice((*NOUNS, *PEOPLE, "f", "fal", "nor")), is_prefix=dice.random() < 0.5)
    if made <= 7:
        return Not(a_query(dice, depth + 1))
    parts = tuple(a_query(dice, depth + 1) for _ in range(dice.randrange(4)))
    return All(parts) if dice.random() < 0.6 else Any(parts)


def _is(dice: random.Random, name: str) -> Query:
    return Is(name, dice.choice(TEXTS))


def _begins(dice: random.Random, name: str) -> Query:
    return Begins(name, dice.choice(("p", "W", "north", "data", "fall-1", "")))


def _numbers(dice: random.Random, name: str) -> Query:
    ends = sorted(dice.choice((0.0, 0.25, 0.5, 1.0, 5000.0, 10_000.0)) for _ in range(2))
    low, high = (dice.choice((end, end, None)) for end in ends)
    return Within(name, low, high, with_low=dice.random() < 0.5, with_high=dice.random() < 0.5)


def _times(dice: random.Random, name: str) -> Query:
    low = NOON - timedelta(hours=dice.randrange(400))
    return Within(name, low, dice.choice((None, low + timedelta(hours=100))), with_low=dice.random() < 0.5)


def everything(finder: Finder, query: Query, *, limit: int) -> tuple[int, list[str]]:
    """Turn all pages."""
    page = finder.find(query, limit=limit)
    found = list(page.ids)
    while page.next is not None:
        page = finder.find(query, before=page.next, limit=limit)
        found += page.ids
    return page.total, found


def test_the_index_finds_what_looking_at_each_thing_finds() -> None:
    dice = random.Random(7)  # noqa: S311 - the same each time
    oracle, index = MemoryFinder(), RoaringFinder()
    for start in (1, 301, 601):
        things = entries_at_random(300, seed=start, first=start)
        oracle.learn(things, number=start)
        index.learn(things, number=start)

    for number in range(SEARCHES):
        query, limit = a_query(dice), dice.choice((1, 7, 50))
        before = dice.choice((None, dice.randrange(950)))
        assert index.find(query, before=before, limit=limit) == oracle.find(
            query, before=before, limit=limit
        ), (number, query)


@settings(max_examples=10, deadline=None)
@given(st.integers(0, 10_000))
def test_an_index_that_was_changed_and_restored_still_agrees(seed: int) -> None:
    dice = random.Random(seed)  # noqa: S311 - the same each time
    oracle, index = MemoryFinder(), RoaringFinder()
    things = entries_at_random(520, seed=seed)
    changed = [
        replaced(each, number) for number, each in enumerate(dice.sample(things, 40), start=len(things) + 1)
    ]
    for finder in (oracle, index):
        finder.learn(things, number=len(things))
        finder.learn(changed, number=len(things) + len(changed))
    restored = RoaringFinder.restored(index.saved())

    for _ in range(10):
        query = a_query(dice)
        assert everything(index, query, limit=13) == everything(oracle, query, limit=900)
        assert restored.find(query) == index.find(query)
    assert restored.number == index.number == oracle.number


@given(st.text(max_size=60))
def test_any_text_is_a_search_or_refused_with_a_sentence(text: str) -> None:
    finder = MemoryFinder()
    finder.learn(entries_at_random(3, seed=1), number=3)

    with suppress(Invalid):
        assert 0 <= finder.find(query_of(text)).total <= 3


@pytest.mark.parametrize("finder", [MemoryFinder, RoaringFinder])
def test_nothing_is_found_in_an_empty_catalogue(finder: type[Finder]) -> None:
    assert finder().find(All(())) == (0, (), None)
    assert finder().find(Not(Has("kind"))) == (0, (), None)


def replaced(entry: Entry, number: int) -> Entry:
    """Give a thing other triples, as an edit would."""
    (other,) = entries_at_random(1, seed=number)
    return msgspec.structs.replace(entry, number=number, triples=other.triples, retired=other.retired)
