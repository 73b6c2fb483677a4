"""Presence is a function of the set of fixes: order, repetition and batching change nothing."""

from __future__ import annotations

import random

from hypothesis import given
from hypothesis import strategies as st

from builders.zones import KIM, a_fix, a_zone
from spotter.contracts.fixes import Fix
from spotter.contracts.names import DeviceName
from spotter.contracts.zones import Movement
from spotter.domain.zones.presence import presence
from spotter.domain.zones.tracks import joined
from spotter.domain.zones.watching import Somebody, chances

WHO = Somebody(DeviceName("helmet-7"), KIM)
steps = st.lists(st.floats(0, 60), min_size=1, max_size=30)


def walked(easts: list[float]) -> list[Fix]:
    return [a_fix(east, at=5.0 * step) for step, east in enumerate(easts)]


@given(easts=steps, seed=st.integers(0, 2**32), dwell_s=st.sampled_from([0.0, 20.0]))
def test_any_order_repetition_and_batching_of_fixes_tells_the_same_story(
    easts: list[float], seed: int, dwell_s: float
) -> None:
    fixes, zone, chance = walked(easts), a_zone(dwell_s=dwell_s), random.Random(seed)  # noqa: S311 - a test
    told = [*fixes, *chance.choices(fixes, k=len(fixes) // 5)]
    chance.shuffle(told)

    track: tuple[Fix, ...] = ()
    while told:
        size = chance.randint(1, 4)
        track, told = joined(track, told[:size]), told[size:]

    assert track == joined((), fixes)
    assert presence(zone, chances(zone, WHO, track, _no_machine)) == presence(
        zone, chances(zone, WHO, fixes, _no_machine)
    )


@given(easts=steps)
def test_entering_and_leaving_take_turns(easts: list[float]) -> None:
    zone = a_zone()

    here = presence(zone, chances(zone, WHO, walked(easts), _no_machine))

    turns = [each.movement for each in here.events if each.movement is not Movement.DWELT]
    expected = [Movement.ENTERED, Movement.LEFT] * len(turns)
    assert turns == expected[: len(turns)]
    assert (here.since is not None) == (turns[-1:] == [Movement.ENTERED])


def _no_machine(*_: object) -> None:
    return None
