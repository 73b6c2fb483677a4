"""Nobody is ever sent into the gas."""

from __future__ import annotations

from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st

from builders.zones import KIM, LEE, NOON, a_fix
from spotter.contracts.names import WorkerName
from spotter.contracts.nearby import Advice
from spotter.domain.zones.nearby import AIR_FRESH, GAS_REACH_M, REACH_M, Air, advise_nearby

CASUALTY = a_fix(0.0)
FRESH = NOON - timedelta(seconds=30)
metres = st.floats(-300, 300)


def advice(*air: Air, kim_at: float = 60.0) -> Advice:
    (near,) = advise_nearby(CASUALTY, [(KIM, a_fix(kim_at))], air, now=NOON)
    return near.advice


def test_where_the_air_is_known_to_be_good_the_neighbour_helps() -> None:
    assert advice(Air(a_fix(5.0), FRESH, is_bad=False)) is Advice.HELP


def test_unknown_air_is_treated_like_bad_air() -> None:
    assert advice() is Advice.STAY_OUT
    assert advice(Air(a_fix(5.0), NOON - AIR_FRESH - timedelta(seconds=1), is_bad=False)) is Advice.STAY_OUT
    assert advice(Air(a_fix(GAS_REACH_M), FRESH, is_bad=False)) is Advice.STAY_OUT


def test_good_air_from_the_future_is_not_believed() -> None:
    assert advice(Air(a_fix(5.0), NOON + timedelta(seconds=1), is_bad=False)) is Advice.STAY_OUT


def test_one_bad_meter_outweighs_a_good_one() -> None:
    good, bad = Air(a_fix(1.0), FRESH, is_bad=False), Air(a_fix(-3.0), FRESH, is_bad=True)

    assert advice(good, bad, kim_at=90.0) is Advice.STAY_OUT


def test_whoever_stands_in_the_gas_is_told_to_leave() -> None:
    assert advice(Air(a_fix(60.0), FRESH, is_bad=True)) is Advice.LEAVE


def test_the_nearest_comes_first_and_who_is_out_of_reach_is_left_alone() -> None:
    people = [(LEE, a_fix(90.0)), (KIM, a_fix(20.0)), (WorkerName("far"), a_fix(REACH_M + 50))]

    near = advise_nearby(CASUALTY, people, [Air(CASUALTY, FRESH, is_bad=False)], now=NOON)

    assert [each.worker for each in near] == ["kim", "lee"]


@given(
    gas=st.lists(st.tuples(metres, metres), min_size=1, max_size=3),
    good=st.lists(st.tuples(metres, metres), max_size=3),
    people=st.lists(st.tuples(metres, metres), min_size=1, max_size=4),
)
def test_nobody_is_sent_to_a_casualty_within_reach_of_any_gas(
    gas: list[tuple[float, float]], good: list[tuple[float, float]], people: list[tuple[float, float]]
) -> None:
    air = [Air(a_fix(*at), FRESH, is_bad=True) for at in gas]
    air += [Air(a_fix(*at), FRESH, is_bad=False) for at in good]
    workers = [(WorkerName(f"w{number}"), a_fix(*at)) for number, at in enumerate(people)]

    told = advise_nearby(CASUALTY, workers, air, now=NOON)

    if any(east**2 + north**2 <= GAS_REACH_M**2 for east, north in gas):
        assert all(each.advice is not Advice.HELP for each in told)
    for near in told:
        east, north = people[int(near.worker[1:])]
        if any((east - e) ** 2 + (north - n) ** 2 <= GAS_REACH_M**2 for e, n in gas):
            assert near.advice is Advice.LEAVE
