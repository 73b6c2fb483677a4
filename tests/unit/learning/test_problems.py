import numpy as np
import pytest

from builders.tables import a_table
from spotter.errors import Invalid
from spotter.learning.frames import Roles, frame_of, matrix_of
from spotter.learning.problems import pose
from spotter.learning.tables import Numbers, Table, words_of


@pytest.mark.parametrize(
    ("label", "task", "classes"),
    [
        (Numbers(np.array([0.0, 1.0, 1.0]), "int"), "binary", (0, 1)),
        (Numbers(np.array([0.0, 1.0, 1.0]), "bool"), "binary", (False, True)),
        (Numbers(np.array([3.0, 1.0, 7.0]), "int"), "multiclass", (1, 3, 7)),
        (Numbers(np.array([0.5, 1.25, 7.0])), "regression", ()),
        (words_of(["yes", "no", "yes"]), "binary", ("no", "yes")),
        (words_of(["b", "c", "a"]), "multiclass", ("a", "b", "c")),
    ],
)
def test_the_label_says_what_the_problem_is(label: Numbers, task: str, classes: tuple[object, ...]) -> None:
    problem, target = pose(label, name="label")

    assert (problem.task, problem.classes) == (task, classes)
    assert target.size == 3


def test_a_metric_of_values_makes_whole_numbers_a_quantity() -> None:
    problem, _ = pose(Numbers(np.array([1.0, 2.0, 3.0]), "int"), name="label", metric="rmse")

    assert problem.task == "regression"


@pytest.mark.parametrize("label", [Numbers(np.ones(5), "int"), words_of(["same"] * 5)])
def test_one_class_alone_cannot_be_learned(label: Numbers) -> None:
    with pytest.raises(Invalid, match="nothing to learn"):
        pose(label, name="label")


def test_a_missing_label_column_is_refused_with_the_columns_that_exist() -> None:
    with pytest.raises(Invalid, match="x0, x1, x2, site, person, at, label"):
        frame_of(a_table(), Roles("lable"))


def test_rows_without_a_label_are_left_out_and_counted() -> None:
    columns = {"x": Numbers(np.arange(4.0)), "label": Numbers(np.array([0.0, np.nan, 1.0, 1.0]))}

    frame = frame_of(Table(columns, 4), Roles("label"))

    assert frame.matrix[:, 0].tolist() == [0.0, 2.0, 3.0]
    assert frame.notes == ("1 rows without a label were left out",)


def test_named_columns_are_no_features_and_identifiers_are_left_out_with_a_note() -> None:
    ids = words_of([f"id-{at}" for at in range(300)])
    table = Table({**a_table(300).columns, "id": ids}, 300)

    frame = frame_of(table, Roles("label", group="person", time="at", drop=("x2",)))

    assert frame.features == ("x0", "x1", "site")
    assert frame.categories == {"site": ("pit", "shaft", "yard")}
    assert "column id looks like text" in frame.notes[0]


def test_an_unseen_word_counts_as_missing() -> None:
    table = Table({"site": words_of(["yard", "moon", None])}, 3)

    matrix = matrix_of(table, ("site",), {"site": ("pit", "yard")})

    assert np.array_equal(matrix[:, 0], [1.0, np.nan, np.nan], equal_nan=True)


def test_words_where_the_model_knows_numbers_are_refused() -> None:
    with pytest.raises(Invalid, match="'wet'"):
        matrix_of(Table({"x": words_of(["wet"])}, 1), ("x",), {})


@pytest.mark.parametrize("value", [1.0, np.nan])
def test_features_that_never_vary_are_refused(value: float) -> None:
    columns = {"x": Numbers(np.full(20, value)), "label": Numbers(np.arange(20.0) % 2, "int")}

    with pytest.raises(Invalid, match="two different values"):
        frame_of(Table(columns, 20), Roles("label"))
