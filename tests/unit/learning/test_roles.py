import numpy as np
import pytest

from builders.tables import a_lesson, a_table
from spotter.errors import Invalid
from spotter.learning.frames import Roles, frame_of
from spotter.learning.predictions import predict_table
from spotter.learning.roles import given, guessed
from spotter.learning.tables import Column, Numbers, Table, words_of
from spotter.learning.training import train_model
from spotter.learning.validation import split_of


def with_columns(rows: int = 400, **columns: Column) -> Table:
    return Table({**a_table(rows).columns, **columns}, rows)


def test_what_nobody_said_is_guessed_with_its_reason() -> None:
    table = with_columns(
        trial_id=Numbers(np.arange(400.0) * 3, "int"), badge=words_of([f"b{i}" for i in range(400)])
    )

    roles, reasons = guessed(table, Roles("label"))

    assert (roles.group, roles.time) == ("person", "at")
    assert set(roles.drop) == {"trial_id", "badge"}
    assert len(reasons) == 4
    assert all("is taken as" in reason and "--role" in reason for reason in reasons)


def test_a_measured_column_is_never_taken_for_something_else() -> None:
    roles, _ = guessed(a_table(), Roles("label"))

    assert frame_of(a_table(), roles).features == ("x0", "x1", "x2", "site")


def test_what_was_said_is_not_guessed_again() -> None:
    said = given(Roles("label"), {"person": "feature", "at": "feature"})

    roles, reasons = guessed(a_table(), said)

    assert (roles.group, roles.time, reasons) == (None, None, ())


@pytest.mark.parametrize("role", ["id", "never", "text"])
def test_a_column_that_is_no_feature_is_left_out(role: str) -> None:
    roles = given(Roles("label"), {"x2": role})

    assert "x2" not in frame_of(a_table(), roles).features


def test_numbers_said_to_be_categories_are_names_when_predicting_too() -> None:
    table = with_columns(zone=Numbers(np.arange(400.0) % 4, "int"))
    model = train_model(
        table, a_lesson(roles=given(Roles("label", drop=("at", "person")), {"zone": "categorical"}))
    )

    assert model.card.categories["zone"] == ("0", "1", "2", "3")
    assert len(predict_table(model, table).values) == 400


def test_weights_tell_which_rows_count() -> None:
    weight = Numbers((np.arange(400) % 2).astype(np.float64))
    plain, weighed = (
        train_model(with_columns(w=weight), a_lesson(roles=roles)).text
        for roles in (Roles("label", drop=("w", "at")), Roles("label", drop=("at",), weight="w"))
    )

    assert plain != weighed


def test_a_weight_below_nothing_is_refused() -> None:
    with pytest.raises(Invalid, match="0 or more"):
        frame_of(with_columns(w=Numbers(np.full(400, -1.0))), Roles("label", weight="w"))


@pytest.mark.parametrize(
    ("said", "sentence"), [({"x0": "idol"}, "no role idol"), ({"x0": "group"}, "name one")]
)
def test_a_role_that_cannot_be_given_is_refused(said: dict[str, str], sentence: str) -> None:
    with pytest.raises(Invalid, match=sentence):
        given(Roles("label", group="person"), said)


@pytest.mark.parametrize(
    ("people", "sentence"), [(1, "all rows are of one group"), (3, "3 groups only"), (10, None)]
)
def test_a_weakened_split_is_said(people: int, sentence: str | None) -> None:
    table = with_columns(person=Numbers((np.arange(400) % people).astype(np.float64)))
    frame = frame_of(table, Roles("label", group="person", drop=("at",)))

    warnings = split_of(frame, seed=0).warnings

    assert any(sentence in warning for warning in warnings) if sentence else warnings == ()


def test_a_class_that_some_folds_cannot_learn_is_said() -> None:
    label = np.zeros(400)
    label[::10] = 1
    frame = frame_of(with_columns(label=Numbers(label, "int")), Roles("label", group="person", drop=("at",)))

    assert any("lack a class" in warning for warning in split_of(frame, seed=0).warnings)


def test_tiny_sets_are_dealt_again_and_judged_once() -> None:
    frame = frame_of(a_table(100), Roles("label", drop=("at", "person")))

    split = split_of(frame, seed=0)

    assert (len(split.folds), split.once, split.raced) == (15, 5, 15)
    assert sorted(np.concatenate([fold.valid for fold in split.folds[: split.once]])) == list(range(100))
    assert "3 times in the search" in split.said(15)
