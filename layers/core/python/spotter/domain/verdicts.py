"""Verdicts: whether a candidate may go live, decided from what was measured and nothing else."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import NamedTuple

from spotter.contracts.learning import Candidate, Check, Outcome, Verdict

SKILL_FLOOR = 0.1
"""A model that goes less than a tenth of the way from guessing to perfect does not earn attention."""

CHAMPION_MARGIN = 0.02
"""Between seeds the same recipe moves by about this much; a smaller loss is no sign of a worse model."""

RECALL_FLOOR = 0.05
"""A threshold that finds less than one dangerous row in twenty is a model that keeps silent."""

STABILITY_FLOOR = 0.5
"""Rank correlation of what two halves of the data think unusual; below, it is a matter of which half."""

BUDGET_TOLERANCE = 3.0
"""From person to person false alarms differ by a factor of two or three; chance comes on top of it."""

SLOWEST_P99_MS = 50.0
"""Ten rows take about 0.1 ms; from 50 ms on, a busy site's windows would queue."""

FEWEST_OF_A_KIND = 10
"""Windows of each kind that must have been kept away: with fewer, one lucky row moves recall by a tenth."""

LARGEST_TEXT_BYTES = 20_000_000
"""Larger model texts cost seconds of every cold start."""


class Measured(NamedTuple):
    """What was measured of a candidate on rows it never saw; NaN for what could not be measured.

    `skills` are of the candidate and the champion on one scale (`measures.skill`); `rival` says in words
    what the champion's number is, or why there is none. `p99_ms` is for scoring ten rows. `dangers` and
    `calm` count the rows that all of it was measured on. Where nothing was labelled, dangers are rows that
    never were, and `stability` is how alike models of two folds order the same rows.
    """

    metric: str
    skill: float
    champion_skill: float | None
    rival: str
    recall: float
    false_alarms: float
    device_hours: float
    alarm_budget: float
    threshold: float
    foreign_features: int
    digest_matches: bool
    infinite_scores: float
    p99_ms: float
    text_bytes: float
    dangers: int
    calm: int
    stability: float | None = None


def judge(
    candidate: Candidate,
    measured: Measured,
    *,
    against: str | None,
    metrics: Mapping[str, float],
    decided_at: datetime,
    data: Sequence[Check] = (),
) -> Verdict:
    """Put every check to a candidate; one that fails, or cannot be measured, rejects it.

    `data` are the checks of what it learned from and would be served with.

    What too few rows say of how good it is says nothing: then the verdict is inconclusive.
    """
    sound = [*data, *_sound(measured), *_fast(measured)]
    enough, good = _enough(measured), _good(measured)
    return Verdict(
        tenant=candidate.tenant,
        model=candidate.model,
        candidate=candidate.version,
        against=against,
        outcome=_outcome(sound, enough, good),
        checks=(*sound, *enough, *good),
        metrics={name: value for name, value in metrics.items() if math.isfinite(value)},
        decided_at=decided_at,
    )


def _outcome(sound: Iterable[Check], enough: Iterable[Check], good: Iterable[Check]) -> Outcome:
    if not all(check.passed for check in sound):
        return "reject"
    if not all(check.passed for check in enough):
        return "inconclusive"
    return "promote" if all(check.passed for check in good) else "reject"


def _enough(measured: Measured) -> Sequence[Check]:
    """Ask whether there are rows enough to tell."""
    return (
        _collected("holdout_dangers", measured.dangers, "windows of danger"),
        _collected("holdout_calm", measured.calm, "windows without danger"),
    )


def _collected(name: str, count: int, what: str) -> Check:
    sentence = f"{count} {what} were kept away to judge by; at least {FEWEST_OF_A_KIND} are needed"
    missing = FEWEST_OF_A_KIND - count
    remedy = f": collect {missing} more" if missing > 0 else ""
    return Check(name, missing <= 0, float(count), float(FEWEST_OF_A_KIND), sentence + remedy)


def _sound(measured: Measured) -> Sequence[Check]:
    """Ask whether this is the model it says it is, and whether it answers at all."""
    damaged = 0 if measured.digest_matches else 1
    return (
        _at_most("features_match", measured.foreign_features, 0, "features differ from the window's"),
        _at_most("digest_matches", damaged, 0, "texts differ from the digest on the card"),
        _at_most("scores_finite", measured.infinite_scores, 0, "scores are no finite numbers"),
        _at_least("threshold_set", measured.threshold, math.ulp(0.0), "is the threshold"),
    )


def _good(measured: Measured) -> Sequence[Check]:
    """Ask whether people are better off with it."""
    skill = f"of the way from guessing to perfect by {measured.metric}"
    expected = BUDGET_TOLERANCE * measured.alarm_budget * measured.device_hours
    allowed = expected + 3 * math.sqrt(max(expected, 1.0))
    return (
        _at_least("above_chance", measured.skill, SKILL_FLOOR, skill),
        _against_champion(measured),
        _at_least("recall", measured.recall, RECALL_FLOOR, "of the dangerous rows are found"),
        _at_most("alarm_budget", measured.false_alarms, allowed, "false alarms in the holdout"),
        *_stable(measured),
    )


def _stable(measured: Measured) -> Sequence[Check]:
    if measured.stability is None:
        return ()
    alike = "is how alike models of two folds order the same rows"
    return (_at_least("stability", measured.stability, STABILITY_FLOOR, alike),)


def _fast(measured: Measured) -> Sequence[Check]:
    """Ask whether the live scorer can carry it; without any row there is nothing to time."""
    size = _at_most("text_bytes", measured.text_bytes, LARGEST_TEXT_BYTES, "bytes of model text")
    if not measured.dangers + measured.calm:
        return (size,)
    slowest = "ms at the 99th percentile for ten rows"
    return (_at_most("scorer_p99_ms", measured.p99_ms, SLOWEST_P99_MS, slowest), size)


def _against_champion(measured: Measured) -> Check:
    if measured.champion_skill is None:
        return Check("not_worse_than_champion", passed=True, measured=0.0, limit=0.0, sentence=measured.rival)
    limit = measured.champion_skill - CHAMPION_MARGIN
    return _at_least("not_worse_than_champion", measured.skill, limit, f"against {measured.rival}")


def _at_least(name: str, value: float, limit: float, what: str) -> Check:
    sentence = f"{value:.4g} {what}; at least {limit:.4g} is asked"
    return _measurable(Check(name, value >= limit, float(value), float(limit), sentence))


def _at_most(name: str, value: float, limit: float, what: str) -> Check:
    sentence = f"{value:.4g} {what}; at most {limit:.4g} is allowed"
    return _measurable(Check(name, value <= limit, float(value), float(limit), sentence))


def _measurable(check: Check) -> Check:
    """Fail what is not finite; it is kept as 0 because JSON has no such number."""
    if math.isfinite(check.measured) and math.isfinite(check.limit):
        return check
    return Check(
        check.name, passed=False, measured=0.0, limit=0.0, sentence=f"{check.name} was not measurable"
    )
