from collections.abc import Sequence
from datetime import timedelta

import pytest

from builders.learning import SITE, START, TENANT, Workshop, a_stream, a_window, high_last_value
from spotter.contracts.alarms import AlarmClass, ConditionActive, ConditionNormal
from spotter.contracts.names import DeviceName, Tenant
from spotter.contracts.predictions import Prediction
from spotter.contracts.readings import Reading
from spotter.errors import Conflict, Unavailable
from spotter.ports.records import Write
from spotter.services.score_readings import Outcome
from spotter.services.stream import LATE_BY
from spotter.stores.tails import Tail, Tails

CALM, DANGER = [1.0] * 5, [1.0, 9.0, 7.0]


@pytest.fixture
def workshop() -> Workshop:
    return Workshop()


@pytest.fixture
def live(workshop: Workshop) -> Workshop:
    workshop.make_live(workshop.add_candidate(high_last_value))
    return workshop


def scored(workshop: Workshop, readings: Sequence[Reading], *, message: str = "m-1") -> Outcome:
    return workshop.score({message: readings})


def predictions(workshop: Workshop) -> list[Prediction]:
    return list(workshop.log.scan(TENANT, SITE))


def test_every_reading_gets_a_prediction_of_the_champion(live: Workshop) -> None:
    outcome = scored(live, a_stream(CALM))

    assert outcome == Outcome(readings=5, predictions=5)
    assert [p.score for p in predictions(live)] == [0.1] * 5
    assert live.signals() == []


def test_danger_raises_one_advisory_with_the_worst_score(live: Workshop) -> None:
    scored(live, a_stream(DANGER))

    (signal,) = live.signals()
    assert isinstance(signal, ConditionActive)
    assert signal.alarm_class is AlarmClass.ADVISORY
    assert signal.rule == "model-fall"
    assert (signal.evidence.value, signal.evidence.limit) == (0.9, 0.5)
    assert (signal.evidence.channel, signal.evidence.unit) == ("score", "probability")
    assert signal.first_at == START + timedelta(seconds=1)


def test_calm_after_danger_says_that_the_condition_is_over_once(live: Workshop) -> None:
    scored(live, a_stream(DANGER))
    live.signals()

    scored(live, a_stream(CALM, first=3), message="m-2")
    (signal,) = live.signals()
    scored(live, a_stream(CALM, first=8), message="m-3")

    assert isinstance(signal, ConditionNormal)
    assert signal.at == START + timedelta(seconds=7)
    assert live.signals() == []


def test_danger_that_is_over_within_a_batch_says_both(live: Workshop) -> None:
    scored(live, a_stream([*DANGER, *CALM]))

    assert [type(signal) for signal in live.signals()] == [ConditionActive, ConditionNormal]


def test_a_message_that_comes_twice_changes_nothing(live: Workshop) -> None:
    scored(live, a_stream(DANGER))
    before = predictions(live)
    live.signals()

    outcome = scored(live, a_stream(DANGER))

    assert outcome == Outcome()
    assert predictions(live) == before
    assert live.signals() == []


def test_two_messages_of_one_device_are_one_stream(live: Workshop) -> None:
    late, early = a_stream([9.0], first=1), a_stream([1.0], first=0)

    live.score({"late": late, "early": early})

    assert sorted(p.score for p in predictions(live)) == [0.1, 0.9]
    assert len(live.signals()) == 1


def test_windows_reach_back_into_earlier_batches() -> None:
    workshop = Workshop()
    workshop.make_live(workshop.add_candidate(lambda row: row[2] / 10))
    scored(workshop, a_stream([9.0]))

    scored(workshop, a_stream([1.0], first=1), message="m-2")

    assert [p.score for p in predictions(workshop)] == [0.9, 0.9]


def test_a_batch_that_was_overtaken_is_still_scored(live: Workshop) -> None:
    scored(live, a_stream(CALM, first=10))

    outcome = scored(live, a_stream(CALM), message="overtaken")

    assert outcome.predictions == 5


def test_danger_in_an_overtaken_batch_is_told_and_over(live: Workshop) -> None:
    scored(live, a_stream(CALM, first=5))

    scored(live, a_stream(DANGER), message="overtaken")

    active, normal = live.signals()
    assert isinstance(active, ConditionActive)
    assert isinstance(normal, ConditionNormal)
    assert normal.at == START + timedelta(seconds=9)


def test_a_reading_whose_window_is_gone_is_not_guessed_at(live: Workshop) -> None:
    scored(live, a_stream([1.0] * 2000, first=10))

    outcome = scored(live, a_stream(CALM, first=5), message="late")

    assert outcome == Outcome(readings=5, late=5)


def test_a_tail_keeps_the_longest_window_and_some_lateness(live: Workshop) -> None:
    scored(live, a_stream([1.0] * 2000))

    stored = live.tails.get(TENANT, DeviceName("band-1"))
    assert stored is not None
    assert len(stored.document.moments) == 3 + LATE_BY.seconds


def test_without_a_champion_the_tail_is_kept_for_the_first_one(workshop: Workshop) -> None:
    assert scored(workshop, a_stream([9.0, 9.0])) == Outcome(readings=2)

    workshop.make_live(workshop.add_candidate(lambda row: row[2] / 10))
    workshop.now += timedelta(seconds=6)
    scored(workshop, a_stream([1.0], first=2), message="m-2")

    assert [p.score for p in predictions(workshop)] == [0.9]


def test_a_damaged_model_is_named_and_nothing_is_lost(live: Workshop) -> None:
    live.boosters.clear()

    outcome = scored(live, a_stream(DANGER))

    assert outcome.predictions == 0
    assert "the text is no model" in outcome.broken[0]
    assert live.tails.get(TENANT, DeviceName("band-1")) is not None


def test_scores_that_are_no_numbers_are_left_out_and_counted(workshop: Workshop) -> None:
    workshop.make_live(
        workshop.add_candidate(lambda row: float("nan") if row[0] > 5 else high_last_value(row))
    )

    outcome = scored(workshop, a_stream([1.0, 9.0]))

    assert (outcome.predictions, outcome.unusable) == (1, 1)
    assert workshop.signals() == []


def test_a_model_without_a_threshold_is_named_and_left_out(workshop: Workshop) -> None:
    workshop.make_live(workshop.add_candidate(high_last_value, threshold=None))

    assert "threshold" in scored(workshop, a_stream(CALM)).broken[0]


def test_a_promotion_reaches_a_warm_scorer_within_seconds(live: Workshop) -> None:
    scored(live, a_stream(CALM))
    live.make_live(live.add_candidate(lambda _: 0.2, text="next"))

    live.now += timedelta(seconds=6)
    scored(live, a_stream(CALM, first=5), message="m-2")

    assert {p.score for p in predictions(live)} == {0.1, 0.2}


def test_a_tail_that_cannot_be_read_begins_anew_and_is_named(live: Workshop) -> None:
    scored(live, a_stream(CALM))
    (record,) = live.records.query(f"{TENANT}#tails")
    live.records.put(Write(record.key, '{"tail": "AAAA"}', record.version))

    outcome = scored(live, a_stream(CALM, first=5), message="m-2")

    assert outcome.predictions == 5
    assert "begins anew" in outcome.broken[0]
    assert scored(live, a_stream(CALM, first=10), message="m-3").broken == ()


class ContestedTails(Tails):
    """Tails that somebody else has written a few times just before."""

    def __init__(self, workshop: Workshop, *, times: int) -> None:
        super().__init__(workshop.records)
        self._times = times

    def put(self, tenant: Tenant, device: DeviceName, tail: Tail, *, expected: int | None) -> None:
        if self._times:
            self._times -= 1
            raise Conflict("tail", device, expected=expected)
        super().put(tenant, device, tail, expected=expected)


def test_a_tail_written_by_another_is_read_again(live: Workshop) -> None:
    live.score = live.scorer_with(ContestedTails(live, times=2))

    assert scored(live, a_stream(CALM)).predictions == 5
    assert len(predictions(live)) == 5


def test_a_tail_that_others_keep_writing_is_left_to_the_queue(live: Workshop) -> None:
    live.score = live.scorer_with(ContestedTails(live, times=9))

    with pytest.raises(Unavailable):
        scored(live, a_stream(CALM))


def test_a_longer_window_waits_until_it_is_whole(workshop: Workshop) -> None:
    scored(workshop, a_stream([1.0] * 2000))
    workshop.make_live(workshop.add_candidate(high_last_value, window=a_window(length_s=935.0)))
    workshop.now += timedelta(seconds=6)

    outcome = scored(workshop, a_stream([1.0] * 20, first=2000), message="m-2")

    assert (outcome.predictions, outcome.late) == (16, 4)
