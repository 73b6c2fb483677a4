"""A model that is larger or slower than it may be is not found in the first place."""

import pytest

from builders.tables import a_lesson, a_table
from spotter.adapters.native.models import load_model
from spotter.errors import Invalid
from spotter.learning.algorithms.training import train_with
from spotter.learning.limits import UNLIMITED, Limits
from spotter.learning.training import train_model


@pytest.mark.parametrize("kilobytes", [40, 80])
@pytest.mark.parametrize("label", ["binary", "words"])
def test_the_text_of_a_model_is_as_small_as_it_must_be(label: str, kilobytes: int) -> None:
    lesson = a_lesson(trials=12, limits=Limits(most_bytes=1000 * kilobytes))

    model = train_model(a_table(label=label), lesson)

    assert len(model.text) <= 1000 * kilobytes
    assert model.card.scores["logloss"] < (0.66 if label == "binary" else 1.05)


def test_a_row_takes_no_longer_than_it_may() -> None:
    free, bound = (
        train_model(a_table(), a_lesson(trials=12, limits=Limits(most_row_us=most_us)))
        for most_us in (None, 8.0)
    )

    assert bound.card.rounds <= 3.0 / 0.03
    assert bound.card.rounds < free.card.rounds


def test_limits_that_no_model_keeps_are_refused_with_the_least() -> None:
    with pytest.raises(Invalid, match=r"allow \d+ kB and \d+ us a row or more"):
        train_model(a_table(), a_lesson(limits=Limits(most_bytes=3_000)))


def test_what_turned_out_larger_is_said() -> None:
    said = Limits(2_000, 5.0).beyond(3_000, 7.0)

    assert said == ("the text has 3 kB, more than 2 kB", "a row takes 7 us here, more than 5 us")
    assert UNLIMITED.beyond(1e9, 1e9) == ()


def test_algorithms_that_are_no_trees_say_what_they_exceed() -> None:
    lesson = a_lesson(limits=Limits(most_bytes=500))

    card = train_with("logistic_regression", a_table(), lesson, load=load_model).card

    assert any("more than 0 kB" in warning or "more than 1 kB" in warning for warning in card.warnings)
