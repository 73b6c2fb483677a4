"""A line that learns from supervisors' answers."""

import random

import pytest

from spotter.domain.threshold_policy import Answered, Policy, Worth, after_shift, policy_between, reward_at
from spotter.errors import Invalid

WORTH = Worth()


def a_shift(chance: random.Random, threshold: float, *, right_from: float) -> list[Answered]:
    """Twenty moments; danger is likely above a score, and people find half of what was not raised."""
    answers = []
    for _ in range(20):
        score = chance.random()
        danger = chance.random() < (0.9 if score >= right_from else 0.03)
        raised = score >= threshold
        if raised or (danger and chance.random() < 0.5):
            answers.append(Answered(score, danger, raised))
    return answers


def lived(policy: Policy, shifts: int, *, right_from: float, seed: int = 1) -> tuple[Policy, list[float]]:
    chance = random.Random(seed)  # noqa: S311 - made-up shifts
    lines = []
    for _ in range(shifts):
        lines.append(policy.threshold)
        policy = after_shift(policy, a_shift(chance, policy.threshold, right_from=right_from))
    return policy, lines


@pytest.mark.parametrize("start", [0.1, 0.5, 0.9])
def test_from_anywhere_it_comes_to_where_people_gain_most(start: float) -> None:
    _, lines = lived(policy_between(0.1, 0.9, start=start), 150, right_from=0.6)

    late = lines[-50:]
    assert sum(0.55 < line < 0.75 for line in late) >= 30


def test_when_danger_begins_earlier_the_line_follows() -> None:
    policy, _ = lived(policy_between(0.1, 0.9, start=0.8), 100, right_from=0.75)
    _, lines = lived(policy, 150, right_from=0.3, seed=2)

    assert sum(lines[-30:]) / 30 < 0.5


def test_it_never_leaves_its_bounds() -> None:
    _, lines = lived(policy_between(0.2, 0.4, start=0.9), 60, right_from=0.9)

    assert min(lines) >= 0.2
    assert max(lines) <= 0.4
    assert lines[0] == 0.4


def test_the_same_answers_give_the_same_line() -> None:
    once, again = (lived(policy_between(0.1, 0.9, start=0.5), 40, right_from=0.6) for _ in range(2))

    assert once == again


def test_each_answer_tells_of_its_own_band_and_a_miss_a_little() -> None:
    policy = policy_between(0.1, 0.9, start=0.5, lines=9)

    after = after_shift(
        policy,
        [
            Answered(0.55, danger=False),
            Answered(0.35, danger=True, raised=False),
            Answered(0.05, danger=True),
        ],
    )

    told = {round(band.low, 1): (band.judged, band.dangers) for band in after.bands if band.judged}
    assert told == {0.5: (1.0, 0.0), 0.3: (0.3, 0.3)}


def test_false_alarms_cost_and_misses_cost_more() -> None:
    answers = [Answered(0.9, danger=False), Answered(0.2, danger=True, raised=False)]

    assert reward_at(0.5, answers, WORTH) == pytest.approx(WORTH.wrong + WORTH.missed)
    assert reward_at(0.1, answers, WORTH) == pytest.approx(WORTH.wrong + WORTH.right)


@pytest.mark.parametrize(("low", "high", "lines"), [(0.5, 0.5, 9), (0.9, 0.1, 9), (0.1, 0.9, 1)])
def test_bounds_that_are_none_are_refused(low: float, high: float, lines: int) -> None:
    with pytest.raises(Invalid, match="two or more lines"):
        policy_between(low, high, start=0.5, lines=lines)
