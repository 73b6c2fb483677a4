"""Training on a real dataset with the real library, in a few trials."""

import msgspec
import pytest

from builders.learning import MODEL, TENANT, Workshop, a_request
from spotter.adapters.native.lightgbm import load_booster
from spotter.adapters.native.models import load_model
from spotter.contracts.learning import Candidate
from spotter.errors import NotFound
from spotter.services.judge_data import JudgeData
from spotter.services.train_candidate import TrainCandidate
from spotter.services.validate_candidate import ValidateCandidate


@pytest.fixture(scope="module")
def workshop() -> Workshop:
    found = Workshop()
    found.record_falls("band-1", "band-2", "band-3", "band-4")
    return found


def a_training(workshop: Workshop) -> TrainCandidate:
    return TrainCandidate(
        models=workshop.models,
        datasets=workshop.datasets,
        texts=workshop.texts,
        load=load_model,
        clock=workshop.clock,
        threads=1,
    )


@pytest.fixture(scope="module")
def candidate(workshop: Workshop) -> Candidate:
    dataset = workshop.extract(a_request(trials=4))
    return a_training(workshop)(TENANT, MODEL, dataset.version)


def test_a_candidate_goes_by_the_beginning_of_its_digest(workshop: Workshop, candidate: Candidate) -> None:
    assert candidate.version == candidate.card.sha256[:12]
    assert workshop.models.candidate(TENANT, MODEL, candidate.version) == candidate


def test_a_card_says_which_windows_and_dataset_made_the_model(candidate: Candidate) -> None:
    assert candidate.card.window == a_request().window
    assert candidate.card.features == a_request().window.feature_names
    assert candidate.card.dataset == candidate.dataset


def test_the_line_is_drawn_within_the_alarm_budget(candidate: Candidate) -> None:
    assert candidate.card.threshold is not None
    assert 0 < candidate.card.threshold < 1
    assert candidate.card.scores["false_alarms_per_device_hour"] <= a_request().false_alarms_per_device_hour
    assert candidate.card.scores["recall"] > 0.5


def test_the_text_is_stored_with_its_card(workshop: Workshop, candidate: Candidate) -> None:
    folder = candidate.text_key.removesuffix("model.txt")
    card = msgspec.json.decode(workshop.objects.get(f"{folder}card.json"), type=type(candidate.card))

    assert card == candidate.card
    assert workshop.texts.read(candidate).startswith("tree")


def test_what_was_trained_passes_validation_with_the_live_scorer(
    workshop: Workshop, candidate: Candidate
) -> None:
    validate = ValidateCandidate(
        models=workshop.models,
        datasets=workshop.datasets,
        texts=workshop.texts,
        judge_data=JudgeData(workshop.versions, workshop.checks),
        load=load_booster,
        clock=workshop.clock,
        stopwatch=workshop.tick,
    )

    verdict = validate(TENANT, MODEL, candidate.version)

    assert [check.sentence for check in verdict.checks if not check.passed] == []


def test_the_champion_is_where_a_training_by_the_clock_begins(
    workshop: Workshop, candidate: Candidate
) -> None:
    workshop.make_live(candidate)
    training = a_training(workshop)

    by_clock = training(TENANT, MODEL, workshop.extract(a_request(budget_s=1.0)).version)
    counted = training(TENANT, MODEL, workshop.extract(a_request(trials=1, seed=1)).version)

    said = f"the parameters of the champion {candidate.version} were tried first"
    assert said in by_clock.card.notes
    assert said not in counted.card.notes


def test_a_dataset_that_is_not_there_is_not_found(workshop: Workshop) -> None:
    training = a_training(workshop)

    with pytest.raises(NotFound):
        training(TENANT, MODEL, "nothing")
