"""The books of the demonstration tell a platform that loses, doubles or forgets from one that does not."""

from __future__ import annotations

from typing import Any

import pytest

from infra.local.books import Audited, Books
from spotter.cli.client import Json, Platform

TRUE = {"published": 5, "accepted": 3, "quarantined": 1, "duplicates": 1}
GAPS = [{"boot": "b1", "first": 2, "last": 3}]


class Answering(Platform):
    """A platform that accounts for its devices like this."""

    def __init__(self, account: dict[str, int], gaps: list[dict[str, Any]]) -> None:
        self._answers: dict[str, Json] = {"account": account, "gaps": {"gaps": gaps}}

    def get(self, *path: str, **_query: object) -> Json:
        return self._answers[path[-1]]


@pytest.fixture
def books() -> Books:
    kept = Books()
    kept.sent("helmet-7", 4)
    kept.sent("helmet-7")
    kept.withheld("helmet-7", "b1", 2)
    kept.withheld("helmet-7", "b1", 3)
    return kept


def test_books_that_agree_say_what_became_of_everything(books: Books) -> None:
    assert books.audited(Answering(TRUE, GAPS)) == Audited(5, 3, 1, 1, 2, 2, ())


@pytest.mark.parametrize(
    ("account", "gaps"),
    [
        (TRUE | {"published": 4, "accepted": 2}, GAPS),
        (TRUE | {"accepted": 2}, GAPS),
        (TRUE, []),
        (TRUE, [{"boot": "b1", "first": 2, "last": 4}]),
        (TRUE, [{"boot": "b2", "first": 2, "last": 3}]),
    ],
    ids=["one was lost", "does not add up", "no gap", "a gap too long", "another boot"],
)
def test_a_platform_that_accounts_otherwise_is_named(
    books: Books, account: dict[str, int], gaps: list[dict[str, Any]]
) -> None:
    assert books.audited(Answering(account, gaps)).disagreeing == ("helmet-7",)
