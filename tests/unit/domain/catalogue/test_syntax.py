"""How a search is written."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from builders.catalogue import an_entry
from spotter.contracts.catalogue import Kind, Triple
from spotter.domain.catalogue.matching import matches
from spotter.domain.catalogue.query import All, Any, Begins, Has, Is, Not, Query, Within, Word
from spotter.domain.catalogue.syntax import query_of
from spotter.errors import Invalid

DAY = datetime(2026, 11, 24, tzinfo=UTC)


@pytest.mark.parametrize(
    ("text", "query"),
    [
        ("", All(())),
        ("kind:dataset", Is("kind", "dataset")),
        ("methane", Word("methane")),
        ("fal*", Word("fal", is_prefix=True)),
        ('"wet cell"', All((Word("wet"), Word("cell")))),
        ("north-pit", All((Word("north"), Word("pit")))),
        ("drift:*", Has("drift")),
        ("NOT drift:*", Not(Has("drift"))),
        ("-drift:*", Not(Has("drift"))),
        ("missing:drift", Not(Has("drift"))),
        ("site:nor*", Begins("site", "nor")),
        ("rows>10000", Within("rows", 10_000.0, None, with_low=False)),
        ("rows>=1e4", Within("rows", 10_000.0, None)),
        ("rows:10..20", Within("rows", 10.0, 20.0)),
        ("rows:..20", Within("rows", None, 20.0)),
        ("made_at>=2026-11-24", Within("made_at", DAY, None)),
        ("made_at<2026-11-24T00:00:00Z", Within("made_at", None, DAY, with_high=False)),
        ('note:"Wet cell"', Is("note", "Wet cell")),
        (r'note:"a \"b\""', Is("note", 'a "b"')),
        ("site!=north", Not(Is("site", "north"))),
        ("version:3", Any((Is("version", "3"), Within("version", 3.0, 3.0)))),
        ("a:b c:d OR e:f", Any((All((Is("a", "b"), Is("c", "d"))), Is("e", "f")))),
        ("a:b AND (c:d OR e:f)", All((Is("a", "b"), Any((Is("c", "d"), Is("e", "f")))))),
        ("NOT (a:b c:d)", Not(All((Is("a", "b"), Is("c", "d"))))),
    ],
)
def test_a_search_is_read(text: str, query: Query) -> None:
    assert query_of(text) == query


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("(a:b", r"no \) for this"),
        ("a:b)", r"no \( for this"),
        ("a:", "a value should follow"),
        ("rows>many", "only numbers and times"),
        ("NOT", "ends where something should follow"),
        ("OR a:b", "stands between two"),
        ("Rows:3", "an attribute is lower-case"),
        ("note:a: b", "quotation marks"),
        ("***", "there is no word"),
        ("=", "was expected here"),
        ("(" * 40 + "a" + ")" * 40, "levels"),
        ("a" * 2_001, "2,000"),
    ],
)
def test_what_cannot_be_read_says_where_and_what_would_be_right(text: str, sentence: str) -> None:
    with pytest.raises(Invalid, match=sentence):
        query_of(text)


def test_the_search_of_the_manual_finds_what_it_says() -> None:
    query = query_of("kind:dataset site:north-pit rows>10000 NOT drift:*")
    large = Triple("rows", 20_000.0)

    assert matches(query, an_entry("falls", large))
    assert not matches(query, an_entry("falls", Triple("rows", 10_000.0)))
    assert not matches(query, an_entry("falls", large, Triple("drift", 0.1)))
    assert not matches(query, an_entry("falls", large, kind=Kind.MODEL))
    assert not matches(query, an_entry("falls", large, site=None))


def test_true_one_and_the_text_one_are_not_the_same() -> None:
    flag, number, text = (an_entry("falls", Triple("x", value)) for value in (True, 1.0, "1"))

    assert [matches(query_of("x:true"), each) for each in (flag, number, text)] == [True, False, False]
    assert [matches(query_of("x:1"), each) for each in (flag, number, text)] == [False, True, True]
    assert [matches(query_of("x>0"), each) for each in (flag, number, text)] == [False, True, False]
