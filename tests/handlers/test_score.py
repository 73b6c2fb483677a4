"""functions/score."""

from collections.abc import Iterator

import msgspec
import pytest

from builders.learning import MODEL, PROFILE, SITE, START, TENANT, a_stream
from builders.learning_cloud import LearningCloud, a_learning_cloud
from envelopes.http import load_function
from envelopes.sqs import a_queue_event
from spotter.contracts.alarms import ConditionActive
from spotter.contracts.learning import Champion
from spotter.contracts.readings import Reading


@pytest.fixture
def cloud(monkeypatch: pytest.MonkeyPatch) -> Iterator[LearningCloud]:
    with a_learning_cloud(monkeypatch) as made:
        yield made


def a_message(readings: list[Reading]) -> str:
    return msgspec.json.encode(readings).decode()


def answered(messages: dict[str, str]) -> list[str]:
    """Give the messages that must come again."""
    answer = load_function("score").on_windows(a_queue_event(messages), None)
    return [failure["itemIdentifier"] for failure in answer["batchItemFailures"]]


def make_live(cloud: LearningCloud) -> None:
    candidate = cloud.add_candidate()
    cloud.models.move_champion(
        Champion(TENANT, MODEL, candidate.version, SITE, PROFILE, START), expected=None
    )


def test_danger_in_a_stream_becomes_predictions_and_an_advisory(cloud: LearningCloud) -> None:
    make_live(cloud)

    assert answered({"m-1": a_message(a_stream([1.0, 9.0]))}) == []

    calm, danger = cloud.log.scan(TENANT, SITE)
    (signal,) = cloud.signals()
    assert calm.score < 0.5 <= danger.score
    assert isinstance(signal, ConditionActive)
    assert signal.evidence.value == danger.score


def test_a_message_that_is_none_comes_again_alone(cloud: LearningCloud) -> None:
    make_live(cloud)

    again = answered({"bad": "{}", "good": a_message(a_stream([1.0]))})

    assert again == ["bad"]
    assert len(list(cloud.log.scan(TENANT, SITE))) == 1


@pytest.mark.usefixtures("cloud")
def test_without_a_champion_messages_are_taken() -> None:
    assert answered({"m-1": a_message(a_stream([1.0]))}) == []


def test_a_damaged_model_is_loud_in_the_log_and_blocks_nothing(
    cloud: LearningCloud, capsys: pytest.CaptureFixture[str]
) -> None:
    make_live(cloud)
    candidate = next(iter(cloud.models.candidates(TENANT, MODEL)))
    cloud.texts.keep(TENANT, MODEL, candidate.version, "damaged", candidate.card)

    assert answered({"m-1": a_message(a_stream([9.0]))}) == []

    line = capsys.readouterr().out
    assert '"broken_models":["fall@' in line
    assert '"predictions":0' in line
