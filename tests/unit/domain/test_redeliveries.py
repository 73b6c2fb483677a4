from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from spotter.domain.redeliveries import COMES_AGAIN_WITHIN_S, LENGTH, MOST, Minutes, knows, named, note

NOW = 1_764_000_000
NAMES = st.lists(st.integers(0, 40).map(str).map(named), unique=True, max_size=20)


def test_a_message_is_known_as_long_as_its_queue_may_deliver_it_again() -> None:
    heard: Minutes = {}
    note(heard, [named("m1")], now_s=NOW)

    note(heard, [], now_s=NOW + COMES_AGAIN_WITHIN_S)
    assert knows(heard, named("m1"))

    note(heard, [], now_s=NOW + COMES_AGAIN_WITHIN_S + 60)
    assert heard == {}


@settings(deadline=None)
@given(taken=NAMES, cut=st.integers(0, 20))
def test_what_is_remembered_is_a_function_of_the_set_of_messages(taken: list[str], cut: int) -> None:
    one: Minutes = {}
    other: Minutes = {}
    note(one, taken, now_s=NOW)
    note(other, reversed(taken[cut:]), now_s=NOW)
    note(other, taken[:cut], now_s=NOW)

    assert one == other
    assert {name for name in map(named, map(str, range(41))) if knows(one, name)} == set(taken)


def test_a_device_that_floods_is_remembered_by_its_newest_messages() -> None:
    heard: Minutes = {}
    note(heard, [named(f"old{n}") for n in range(MOST)], now_s=NOW)
    new = [named(f"new{n}") for n in range(MOST // 2)]

    note(heard, new, now_s=NOW + 60)

    assert sum(map(len, heard.values())) == MOST * LENGTH
    assert all(knows(heard, name) for name in new)


def test_more_messages_than_can_be_kept_within_one_minute_stay_bounded() -> None:
    heard: Minutes = {}

    note(heard, [named(f"m{n}") for n in range(2 * MOST)], now_s=NOW)

    assert sum(map(len, heard.values())) == MOST * LENGTH
