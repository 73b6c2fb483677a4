from collections.abc import Callable, Sequence

import msgspec
import pytest

from builders.learning import (
    MODEL,
    PROFILE,
    SITE,
    TENANT,
    Workshop,
    a_request,
    a_window,
    high_last_value,
)
from spotter.contracts.labels import AnomalyLabel
from spotter.contracts.learning import Candidate, Champion, Verdict
from spotter.errors import Conflict, Invalid
from spotter.services.promote_candidate import promote_candidate
from spotter.stores.datasets import packed


@pytest.fixture
def workshop() -> Workshop:
    found = Workshop()
    found.record_falls("band-1", "band-2", "band-3", "band-4")
    return found


def a_candidate(
    workshop: Workshop,
    says: Callable[[Sequence[float]], float] = high_last_value,
    *,
    text: str = "a model",
    length_s: float = 3.0,
) -> Candidate:
    dataset = workshop.extract(a_request(window=a_window(length_s=length_s)))
    window = a_window(length_s=length_s)
    return workshop.add_candidate(says, text=text, dataset=dataset.version, window=window, threshold=0.3)


def a_watcher(
    workshop: Workshop,
    says: Callable[[Sequence[float]], float],
    text: str,
    dataset: str,
    *,
    stability: float,
) -> Candidate:
    """Make a candidate that learned without a label."""
    made = workshop.add_candidate(says, text=text, dataset=dataset)
    card = msgspec.structs.replace(made.card, task="anomaly", scores={"stability": stability})
    watcher = msgspec.structs.replace(made, version=f"{text}-1", card=card)
    workshop.models.add_candidate(watcher)
    return watcher


def judged(workshop: Workshop, candidate: Candidate) -> Verdict:
    return workshop.validate(TENANT, MODEL, candidate.version)


def failed(verdict: Verdict) -> set[str]:
    return {check.name for check in verdict.checks if not check.passed}


def promoted(workshop: Workshop, candidate: Candidate) -> Champion:
    return promote_candidate(
        workshop.models, workshop.clock, tenant=TENANT, model=MODEL, version=candidate.version
    )


def test_a_good_first_candidate_goes_live(workshop: Workshop) -> None:
    candidate = a_candidate(workshop)

    verdict = judged(workshop, candidate)
    champion = promoted(workshop, candidate)

    assert failed(verdict) == set()
    assert verdict.against is None
    assert verdict.metrics["recall"] > 0.5
    assert workshop.models.verdict(TENANT, MODEL, candidate.version) == verdict
    assert champion.version == candidate.version


def test_a_candidate_that_guesses_is_rejected_and_cannot_go_live(workshop: Workshop) -> None:
    candidate = a_candidate(workshop, lambda _: 0.5)

    assert "above_chance" in failed(judged(workshop, candidate))
    with pytest.raises(Invalid, match="rejected"):
        promoted(workshop, candidate)


def test_a_candidate_whose_scores_are_no_numbers_is_rejected(workshop: Workshop) -> None:
    verdict = judged(workshop, a_candidate(workshop, lambda _: float("nan")))

    assert {"scores_finite", "above_chance", "recall"} <= failed(verdict)


def test_a_candidate_whose_text_was_changed_is_rejected(workshop: Workshop) -> None:
    candidate = a_candidate(workshop)
    workshop.objects.put(candidate.text_key, b"another text")

    assert "digest_matches" in failed(judged(workshop, candidate))


def test_a_candidate_that_does_not_load_is_rejected(workshop: Workshop) -> None:
    candidate = a_candidate(workshop)
    workshop.boosters.clear()

    assert "scorer_p99_ms" in failed(judged(workshop, candidate))


def test_a_candidate_that_slows_the_stream_is_rejected(workshop: Workshop) -> None:
    workshop.step_s = 0.2

    assert failed(judged(workshop, a_candidate(workshop))) == {"scorer_p99_ms"}


def test_a_candidate_worse_than_the_champion_on_the_same_rows_is_rejected(workshop: Workshop) -> None:
    workshop.make_live(a_candidate(workshop, text="champion"))
    worse = a_candidate(workshop, lambda row: high_last_value(row) if row[0] > 6 else 0.2, text="worse")

    verdict = judged(workshop, worse)

    assert "not_worse_than_champion" in failed(verdict)
    assert verdict.metrics["champion_pr_auc"] > verdict.metrics["pr_auc"]


def test_a_champion_with_other_windows_is_known_by_its_own_verdict(workshop: Workshop) -> None:
    champion = a_candidate(workshop, text="champion", length_s=2.0)
    judged(workshop, champion)
    workshop.make_live(champion)

    verdict = judged(workshop, a_candidate(workshop, text="next"))

    sentence = next(c.sentence for c in verdict.checks if c.name == "not_worse_than_champion")
    assert "sees other windows" in sentence


def test_a_holdout_of_one_class_is_inconclusive_and_nothing_goes_live(workshop: Workshop) -> None:
    candidate = a_candidate(workshop)
    dataset = workshop.models.dataset(TENANT, MODEL, candidate.dataset)
    rows = [row for row in workshop.datasets.rows(dataset, "holdout") if not row.label]
    calm = msgspec.structs.replace(
        dataset,
        version="calm",
        parts=workshop.datasets.keep(dataset.request, "calm", packed("holdout", rows, dataset.features)),
    )
    workshop.models.add_dataset(calm)
    candidate = workshop.add_candidate(high_last_value, text="next", dataset="calm", threshold=0.3)

    verdict = judged(workshop, candidate)

    assert verdict.outcome == "inconclusive"
    assert any("collect 10 more" in check.sentence for check in verdict.checks)
    with pytest.raises(Invalid, match="too few rows"):
        promoted(workshop, candidate)


def test_without_a_label_a_model_is_judged_by_rows_that_never_were_its_stability_and_its_alarms(
    workshop: Workshop,
) -> None:
    dataset = workshop.extract(a_request(label=AnomalyLabel(), algorithm="kmeans"))

    def unusual(row: Sequence[float]) -> float:
        """Know that no part of a window is far from the others, and that `g` is never beyond 8."""
        return min(1.0, (max(row) - min(row)) / 20 + 10 * (max(row) > 8))

    good = a_watcher(workshop, unusual, "good", dataset.version, stability=0.9)
    torn = a_watcher(workshop, unusual, "torn", dataset.version, stability=0.2)
    blind = a_watcher(workshop, lambda _: 0.5, "blind", dataset.version, stability=0.9)

    verdicts = [judged(workshop, candidate) for candidate in (good, torn, blind)]

    assert dataset.positives == 0
    assert dataset.holdout_devices
    assert [verdict.outcome for verdict in verdicts] == ["promote", "reject", "reject"]
    assert failed(verdicts[1]) == {"stability"}
    assert "above_chance" in failed(verdicts[2])
    assert verdicts[0].metrics["alarms_per_device_day"] == 0
    assert verdicts[2].metrics["alarms_per_device_day"] > 100


def test_a_damaged_champion_does_not_stand_in_the_way(workshop: Workshop) -> None:
    champion = a_candidate(workshop, text="champion")
    workshop.make_live(champion)
    workshop.objects.put(champion.text_key, b"damaged")

    verdict = judged(workshop, a_candidate(workshop, text="next"))

    assert verdict.outcome == "promote"
    assert verdict.against == champion.version


def test_promoting_twice_changes_nothing(workshop: Workshop) -> None:
    candidate = a_candidate(workshop)
    judged(workshop, candidate)

    assert promoted(workshop, candidate) == promoted(workshop, candidate)


def test_a_promotion_is_refused_when_somebody_else_was_first(workshop: Workshop) -> None:
    slow, fast = a_candidate(workshop, text="slow"), a_candidate(workshop, text="fast")
    judged(workshop, slow)
    judged(workshop, fast)
    promoted(workshop, fast)

    with pytest.raises(Conflict):
        promoted(workshop, slow)

    live = workshop.models.champion(TENANT, SITE, PROFILE, MODEL)
    assert live is not None
    assert live.document.version == fast.version


def test_a_candidate_that_nobody_judged_cannot_go_live(workshop: Workshop) -> None:
    with pytest.raises(Invalid, match="not judged"):
        promoted(workshop, a_candidate(workshop))


def test_a_new_champion_remembers_the_one_before(workshop: Workshop) -> None:
    first, second = a_candidate(workshop, text="first"), a_candidate(workshop, text="second")
    for candidate in (first, second):
        judged(workshop, candidate)
        promoted(workshop, candidate)

    live = workshop.models.champion(TENANT, SITE, PROFILE, MODEL)
    assert live is not None
    assert live.document.previous == first.version
