"""Alarm performance in the terms of ISA-18.2 and BS 8484 (domain reference, 1.6 and 1.8)."""

from __future__ import annotations

from datetime import timedelta
from random import Random

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from builders.alarm_path import NOON, after, all_clear, danger
from builders.alarms import IT_WAS_TRUE, KIM, a_move
from spotter.contracts.alarm_load import AlarmMetrics
from spotter.contracts.alarms import AlarmClass, ConditionActive, Signal
from spotter.contracts.ledger import Transition
from spotter.contracts.names import RuleName, SiteName
from spotter.domain.alarm_metrics import Span, measured
from spotter.domain.alarms.paging import on_paged
from spotter.domain.alarms.steps import on_act
from spotter.stores.load_norms import load_norms

DAY = timedelta(days=1)


def lines_of(*signals: Signal, rule: str = "ch4-high") -> list[Transition]:
    """Give the ledger of an alarm moved by signals, each at its own time."""
    alarm, lines = None, []
    for signal in signals:
        named = msgspec.structs.replace(signal, rule=RuleName(rule))
        move = a_move(alarm, named, now=signal.last_at if isinstance(signal, ConditionActive) else signal.at)
        if move is not None:
            alarm = move.alarm
            lines.append(move.transition)
    return lines


def of_a_day(lines: list[Transition]) -> AlarmMetrics:
    return of_days(list(reversed(lines)), 1)


def of_days(lines: list[Transition], days: int, positions: int = 1) -> AlarmMetrics:
    return measured(lines, Span(SiteName("pit"), NOON, NOON + days * DAY, positions), load_norms())


def test_eleven_alarms_in_ten_minutes_are_a_flood_and_ten_are_none() -> None:
    eleven = [line for n in range(11) for line in lines_of(danger(n * 50), rule=f"r-{n}")]

    assert (of_a_day(eleven).load.floods, of_a_day(eleven).load.most_in_10_min) == (1, 11)
    assert (of_a_day(eleven[:10]).load.floods, of_a_day(eleven[:10]).load.raised) == (0, 10)


def test_three_cycles_in_a_minute_are_chattering() -> None:
    cycles = [signal for n in range(3) for signal in (danger(n * 20), all_clear(n * 20 + 5))]

    assert of_a_day(lines_of(*cycles)).chattering == ("ch4-high.longwall-1",)
    assert of_a_day(lines_of(*cycles[:4])).chattering == ()


def test_what_is_active_for_more_than_a_day_is_stale() -> None:
    lines = lines_of(danger(0))

    assert of_days(lines, 1).stale == ()
    assert of_days(lines, 2).stale == ("ch4-high.longwall-1",)


def test_times_are_told_in_the_form_of_bs_8484() -> None:
    raised = a_move(None, danger(0, alarm_class=AlarmClass.HIGH), now=NOON)
    assert raised is not None
    paged = on_paged(raised.alarm, ("+821012345678",), now=after(4))
    taken = on_act(paged.alarm, IT_WAS_TRUE, by=KIM, now=after(34))
    assert taken is not None

    metrics = of_a_day([raised.transition, paged.transition, taken.transition])

    assert metrics.to_notify.p50_s == 4
    assert [each.share for each in metrics.to_notify.within] == [100, 100]
    assert (metrics.to_acknowledge.count, metrics.to_acknowledge.p95_s) == (1, 30)
    assert [each.share for each in metrics.to_acknowledge.within] == [0, 100]
    assert (metrics.to_resolve.count, metrics.to_resolve.missing) == (0, 1)
    assert "0 % were acknowledged within 10 s of the page; 80 % should be" in metrics.findings


def test_what_nobody_answers_is_not_left_out_of_the_share_in_time() -> None:
    raised = a_move(None, danger(0, alarm_class=AlarmClass.HIGH), now=NOON)
    assert raised is not None
    paged = on_paged(raised.alarm, ("+821012345678",), now=after(4))

    times = of_a_day([raised.transition, paged.transition]).to_acknowledge

    assert (times.count, times.missing, times.p50_s) == (0, 1, None)
    assert [each.share for each in times.within] == [0, 0]


def test_what_came_too_late_to_act_on_is_nobodys_load() -> None:
    late = a_move(None, danger(0), now=NOON + DAY / 2)
    assert late is not None

    load = of_a_day([late.transition]).load

    assert (load.raised, load.retrospective) == (0, 1)


def test_the_heartbeat_is_nobodys_load() -> None:
    assert of_a_day(lines_of(danger(0), rule="heartbeat")).load.raised == 0


@given(st.lists(st.integers(0, 3 * 86400), max_size=40), st.randoms(use_true_random=False))
def test_the_order_of_the_lines_changes_nothing(seconds: list[int], chance: Random) -> None:
    lines = [line for n, at in enumerate(seconds) for line in lines_of(danger(at), rule=f"r-{n % 7}-{n}")]
    mixed = chance.sample(lines, len(lines))

    assert of_days(mixed, 3) == of_days(lines, 3)
    assert sum(each.raised for each in of_days(lines, 3).classes) == of_days(lines, 3).load.raised


def test_the_limits_are_data_with_a_source_for_each_number() -> None:
    norms = msgspec.to_builtins(load_norms())

    assert set(norms["sources"]) == set(norms) - {"edition", "sources"}


def test_load_shares_and_bad_actors_add_up() -> None:
    lines = [line for n in range(12) for line in lines_of(danger(n * 3600), rule=f"r-{n}")]

    metrics = of_a_day(lines)

    assert metrics.load.per_day == pytest.approx(12)
    assert metrics.load.per_hour == pytest.approx(0.5)
    assert of_days(lines, 1, positions=3).load.per_day == pytest.approx(4)
    assert (metrics.load.most_in_10_min, metrics.load.flood_share) == (1, 0)
    assert {each.alarm_class: each.share for each in metrics.classes}[AlarmClass.HIGH] == pytest.approx(100)
    assert len(metrics.bad_actors) == 10
    assert metrics.bad_actors_share == pytest.approx(100 * 10 / 12)
