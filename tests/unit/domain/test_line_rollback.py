"""A line that is worse after a step goes back by itself, and says so; chance moves nothing back."""

from datetime import UTC, datetime

import msgspec

from spotter.contracts.names import ModelName, ProfileName, SiteName, Tenant
from spotter.domain.followed_lines import STEPS, Line, learned, policy_around
from spotter.domain.line_rates import Rates
from spotter.domain.threshold_policy import Answered

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)
RIGHT, FALSE = Answered(0.6, danger=True), Answered(0.6, danger=False)
MISSED = Answered(0.45, danger=True, raised=False)


def a_line(before: Rates | None, step: int = STEPS + 1) -> Line:
    policy = msgspec.structs.replace(policy_around(0.5, 0.25, 0.75), current=step)
    place = Tenant("acme"), SiteName("pit"), ProfileName("band"), ModelName("fall")
    return Line(*place, "v1", 0.5, policy, NOON, 2, before=before)


def test_a_line_that_misses_more_than_before_goes_back() -> None:
    moved = learned(a_line(Rates(STEPS, 5, 25, 0, 20)), [RIGHT] * 2 + [MISSED] * 8, at=NOON)

    assert moved is not None
    line, move = moved
    assert (move.why, move.after, move.missed) == ("worse", 0.5, 8)
    assert (line.threshold, line.before) == (0.5, None)


def test_a_line_that_is_false_more_often_than_before_goes_back() -> None:
    moved = learned(a_line(Rates(STEPS, 1, 25, 0, 24), STEPS - 1), [FALSE] * 9 + [RIGHT], at=NOON)

    assert moved is not None
    assert (moved[1].why, moved[0].threshold) == ("worse", 0.5)


def test_what_may_be_chance_is_learned_from_and_nothing_more() -> None:
    moved = learned(a_line(Rates(STEPS, 1, 5, 0, 4)), [RIGHT] * 4 + [MISSED], at=NOON)

    assert moved is not None
    assert moved[1].why == "learned"


def test_a_step_keeps_what_was_answered_before_it() -> None:
    moved = learned(a_line(None, STEPS), [FALSE] * 30, at=NOON)

    assert moved is not None
    assert moved[0].policy.current == STEPS + 1
    assert moved[0].before == Rates(STEPS, 30, 30, 0, 0)


def test_lines_that_were_stored_before_still_decode() -> None:
    stored = msgspec.to_builtins(a_line(None))
    del stored["before"]

    assert msgspec.convert(stored, Line).before is None
