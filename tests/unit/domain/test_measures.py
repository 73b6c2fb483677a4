import math

import pytest

from spotter.domain.measures import Scored, alarms, at_threshold, auc, calibrated, logloss, pr_auc, skill


def rows(*pairs: tuple[int, float], device: str = "d", every_s: float = 1.0) -> list[Scored]:
    return [Scored(device, index * every_s, label, score) for index, (label, score) in enumerate(pairs)]


def test_auc_counts_ties_half() -> None:
    assert auc(rows((0, 0.1), (1, 0.1), (1, 0.9), (0, 0.2))) == pytest.approx(0.625)


def test_measures_of_one_class_are_not_numbers() -> None:
    assert math.isnan(auc(rows((0, 0.1), (0, 0.2))))
    assert math.isnan(pr_auc(rows((0, 0.1))))
    assert math.isnan(logloss([]))


def test_skill_is_zero_for_guessing_and_one_for_perfection() -> None:
    share = 0.2
    guess = logloss(rows(*[(1, share)] * 2, *[(0, share)] * 8))

    assert skill("logloss", guess, share) == pytest.approx(0)
    assert skill("pr_auc", share, share) == pytest.approx(0)
    assert skill("auc", 1.0, share) == 1


def test_rows_over_the_threshold_that_stand_together_are_one_alarm() -> None:
    quiet = [(0, 0.0)] * 5
    scores = rows((0, 0.9), (0, 0.1), (0, 0.9), *quiet, (1, 0.9), (0, 0.8), *quiet)

    counted = alarms(scores, 0.5, join_s=2.0)

    assert (counted.true, counted.false) == (1, 1)


def test_a_score_over_the_threshold_shortly_before_or_after_danger_is_no_false_alarm() -> None:
    assert alarms(rows((0, 0.9), (1, 0.1), (0, 0.9)), 0.5, join_s=2.0).false == 0


def test_an_alarm_that_stands_without_danger_counts_again_and_again() -> None:
    always = rows((1, 0.9), *[(0, 0.9)] * 120, every_s=30.0)

    assert alarms(always, 0.5, join_s=600).false == 5


def test_two_devices_never_share_an_alarm() -> None:
    both = [*rows((0, 0.9), device="a"), *rows((0, 0.9), device="b")]

    assert alarms(both, 0.5, join_s=60).false == 2


def test_a_silent_device_was_not_watched() -> None:
    scores = [Scored("d", at, 0, 0.0) for at in (0.0, 30.0, 10_000.0, 10_030.0)]

    assert alarms(scores, 0.5, join_s=1).device_hours == pytest.approx(60 / 3600)


def test_recall_and_precision_are_taken_at_the_threshold() -> None:
    assert at_threshold(rows((1, 0.5), (1, 0.4), (0, 0.6), (0, 0.1)), 0.5) == (0.5, 0.5)


def test_the_threshold_finds_what_the_alarm_budget_allows() -> None:
    quiet = [(0, 0.1)] * 10
    scores = rows((1, 0.9), *quiet, (0, 0.7), *quiet, (1, 0.6), *quiet, (0, 0.5), *quiet)
    hours = alarms(scores, 0.0, join_s=2).device_hours

    chosen = calibrated(scores, false_per_hour=1 / hours, join_s=2)

    assert chosen == 0.6


def test_a_budget_is_no_quota() -> None:
    scores = rows((1, 0.9), *[(0, 0.1)] * 10, (1, 0.6), *[(0, 0.1)] * 10, (0, 0.3))

    assert calibrated(scores, false_per_hour=1000, join_s=2) == 0.6


def test_no_budget_at_all_puts_the_threshold_above_every_false_alarm() -> None:
    scores = rows((0, 0.9), (1, 0.3))

    assert calibrated(scores, false_per_hour=0, join_s=0.5) > 0.9
