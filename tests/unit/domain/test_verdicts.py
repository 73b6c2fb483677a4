import math

import pytest

from builders.learning import MODEL, PROFILE, SITE, START, TENANT, a_card
from spotter.contracts.learning import Candidate, Verdict
from spotter.domain.verdicts import Measured, judge

CANDIDATE = Candidate(TENANT, MODEL, "v1", "d1", SITE, PROFILE, "key", a_card("text"))

GOOD = Measured(
    metric="pr_auc",
    skill=0.6,
    champion_skill=None,
    rival="there is no champion yet",
    recall=0.7,
    false_alarms=3,
    device_hours=1.0,
    alarm_budget=6.0,
    threshold=0.4,
    foreign_features=0,
    digest_matches=True,
    infinite_scores=0,
    p99_ms=0.3,
    text_bytes=40_000,
    dangers=40,
    calm=400,
)


def the_verdict(measured: Measured) -> Verdict:
    return judge(CANDIDATE, measured, against=None, metrics={"auc": math.nan, "rows": 9}, decided_at=START)


def failed(measured: Measured) -> list[str]:
    verdict = the_verdict(measured)
    names = [check.name for check in verdict.checks if not check.passed]
    assert (verdict.outcome == "promote") == (not names)
    return names


def test_a_good_candidate_is_promoted() -> None:
    assert failed(GOOD) == []


@pytest.mark.parametrize(
    ("change", "check"),
    [
        ({"foreign_features": 1}, "features_match"),
        ({"digest_matches": False}, "digest_matches"),
        ({"infinite_scores": 1}, "scores_finite"),
        ({"threshold": 0.0}, "threshold_set"),
        ({"skill": 0.05}, "above_chance"),
        ({"champion_skill": 0.7}, "not_worse_than_champion"),
        ({"recall": 0.01}, "recall"),
        ({"false_alarms": 40}, "alarm_budget"),
        ({"p99_ms": 80.0}, "scorer_p99_ms"),
        ({"text_bytes": 30_000_000}, "text_bytes"),
    ],
)
def test_one_failed_check_rejects(change: dict[str, float], check: str) -> None:
    assert failed(GOOD._replace(**change)) == [check]  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "field", ["skill", "champion_skill", "recall", "false_alarms", "device_hours", "threshold", "p99_ms"]
)
def test_what_could_not_be_measured_never_passes(field: str) -> None:
    assert failed(GOOD._replace(**{field: math.nan}))  # type: ignore[arg-type]


def test_a_candidate_a_little_worse_than_the_champion_still_goes_live() -> None:
    assert failed(GOOD._replace(champion_skill=GOOD.skill + 0.01)) == []


@pytest.mark.parametrize(("kind", "check"), [("dangers", "holdout_dangers"), ("calm", "holdout_calm")])
def test_too_few_rows_of_a_kind_are_inconclusive_and_say_how_many_more(kind: str, check: str) -> None:
    verdict = the_verdict(GOOD._replace(skill=math.nan, **{kind: 4}))  # type: ignore[arg-type]

    assert verdict.outcome == "inconclusive"
    assert next(each.sentence for each in verdict.checks if each.name == check).endswith("collect 6 more")


def test_a_damaged_model_is_rejected_however_few_rows_there_are() -> None:
    assert the_verdict(GOOD._replace(digest_matches=False, dangers=0)).outcome == "reject"


def test_without_any_row_nothing_is_timed_and_nothing_is_decided() -> None:
    assert the_verdict(GOOD._replace(dangers=0, calm=0, p99_ms=math.nan)).outcome == "inconclusive"


def test_a_verdict_holds_only_numbers_that_json_can_carry() -> None:
    assert the_verdict(GOOD).metrics == {"rows": 9}
