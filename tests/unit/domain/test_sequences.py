from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from spotter.domain.sequences import contains, insert, joined, missing

NUMBERS = st.lists(st.integers(0, 40), max_size=40)


def a_set(numbers: list[int]) -> list[int]:
    intervals: list[int] = []
    for number in numbers:
        insert(intervals, number)
    return intervals


@given(numbers=NUMBERS)
def test_intervals_hold_what_was_put_in_and_nothing_else(numbers: list[int]) -> None:
    intervals = a_set(numbers)

    assert [n for n in range(42) if contains(intervals, n)] == sorted(set(numbers))


@given(numbers=NUMBERS)
def test_a_number_is_new_once(numbers: list[int]) -> None:
    intervals: list[int] = []

    assert sum(insert(intervals, number) for number in numbers) == len(set(numbers))


@given(numbers=st.permutations(list(range(12))))
def test_what_is_whole_costs_two_numbers_in_any_order(numbers: list[int]) -> None:
    assert a_set(numbers) == [0, 11]


@given(one=NUMBERS, other=NUMBERS)
def test_holes_are_what_neither_set_holds(one: list[int], other: list[int]) -> None:
    union = set(one) | set(other)

    holes = {n for first, last in missing(a_set(one), a_set(other)) for n in range(first, last + 1)}

    assert holes == (set(range(min(union), max(union))) - union if union else set())
    assert joined(a_set(one), a_set(other)) == a_set(sorted(union))
