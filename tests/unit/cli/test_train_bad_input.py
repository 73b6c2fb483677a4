"""What is wrong with a file is said in one sentence with the remedy, and the command exits with 2."""

from pathlib import Path

import numpy as np
import pytest

from spotter.cli.main import app

ROWS = 60
RNG = np.random.default_rng(1)
X = [f"{value:.3f}" for value in RNG.normal(size=ROWS)]
Y = [f"{value:.3f}" for value in RNG.normal(size=ROWS)]
LABEL = [str(at % 2) for at in range(ROWS)]

GOOD = {"x": X, "y": Y, "label": LABEL}
BAD: dict[str, tuple[dict[str, list[str]], tuple[str, ...], str, str]] = {
    "one class": (GOOD | {"label": ["no"] * ROWS}, (), "one class only, no", "add others"),
    "constant label": (GOOD | {"label": ["7"] * ROWS}, (), "one value only, 7", "add others"),
    "all missing": (GOOD | {"y": [""] * ROWS}, (), "column y has no value", "--drop y"),
    "a group a row": (
        GOOD | {"who": [f"p{i}" for i in range(ROWS)]},
        ("--group", "who"),
        "group of its own",
        "--group out",
    ),
    "words": (GOOD | {"y": [*Y[:4], "wet", *Y[5:]]}, (), "the text 'wet' in row 5", "--role y=categorical"),
    "infinite": (
        GOOD | {"y": [*Y[:4], "inf", *Y[5:]]},
        (),
        "infinite values, the first in row 5",
        "--drop y",
    ),
    "no rows": ({"x": [], "y": [], "label": []}, (), "has no rows", ""),
    "no label": (GOOD, ("--label", "fall"), "fall is not in the data", "which has: x, y, label"),
    "no time": (GOOD, ("--budget", "0.001s"), "too small for one fit", "s or more"),
    "a class in one group": (
        GOOD | {"label": ["1"] + ["0"] * 59, "who": [f"p{at // 10}" for at in range(ROWS)]},
        ("--group", "who", "--algorithm", "svm"),
        "a fold to learn from lacks it",
        "choose boosted_tree",
    ),
    "few rows": ({name: values[:6] for name, values in GOOD.items()}, (), "too few", "or more"),
}


def answer(file: Path, words: tuple[str, ...], said: pytest.CaptureFixture[str]) -> tuple[object, str]:
    asked = ["train", "--data", str(file), "--out", str(file.parent / "m"), "--label", "label", *words]
    with pytest.raises(SystemExit) as left:
        app(asked)
    return left.value.code, said.readouterr().err


@pytest.mark.parametrize("case", BAD)
def test_bad_input_is_one_sentence_with_the_remedy(
    case: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    columns, words, sentence, remedy = BAD[case]
    lines = [",".join(columns), *(",".join(row) for row in zip(*columns.values(), strict=True))]
    (tmp_path / "t.csv").write_text("\n".join(lines) + "\n")

    code, said = answer(tmp_path / "t.csv", words, capsys)

    assert code == 2
    assert sentence in said
    assert remedy in said
    assert said.startswith("spotter: ")
    assert said.count("\n") == 1
    assert not (tmp_path / "m").exists()


def test_two_columns_of_one_name_are_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "t.csv").write_text("x,x,label\n" + "1,2,0\n" * 30)

    code, said = answer(tmp_path / "t.csv", (), capsys)

    assert (code, said.count("\n")) == (2, 1)
    assert "two columns named x; rename one" in said


UNLABELLED: dict[str, tuple[dict[str, list[str]], tuple[str, ...], str, str]] = {
    "no rows": ({"x": [], "y": []}, (), "has no rows", ""),
    "few rows": ({"x": X[:6], "y": Y[:6]}, (), "too few", "or more"),
    "all missing": ({"x": X, "y": [""] * ROWS}, (), "column y has no value", "--drop y"),
    "infinite": ({"x": X, "y": ["inf", *Y[1:]]}, (), "infinite values, the first in row 1", "--drop y"),
    "words": ({"x": X, "y": ["wet", *Y[1:]]}, (), "the text 'wet' in row 1", "--role y=categorical"),
    "nothing varies": ({"x": ["1"] * ROWS, "y": ["2"] * ROWS}, (), "two different values", ""),
    "no time": ({"x": X, "y": Y}, ("--budget", "0.001s"), "too small for one fit", "s or more"),
    "a recipe": (
        {"x": X, "y": Y},
        ("--recipe", "RECIPE"),
        "a recipe is fitted to a label",
        "leave the recipe",
    ),
    "a learner": ({"x": X, "y": Y}, ("--algorithm", "svm"), "say --label", "--algorithm kmeans"),
}


@pytest.mark.parametrize("case", UNLABELLED)
def test_bad_input_without_a_label_is_one_sentence_with_the_remedy_too(
    case: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    columns, words, sentence, remedy = UNLABELLED[case]
    lines = [",".join(columns), *(",".join(row) for row in zip(*columns.values(), strict=True))]
    (tmp_path / "t.csv").write_text("\n".join(lines) + "\n")
    (tmp_path / "r.json").write_text('{"steps": [{"step": "fill_median"}]}')
    asked = [str(tmp_path / "r.json") if word == "RECIPE" else word for word in words]

    with pytest.raises(SystemExit) as left:
        app(
            [
                "train",
                "--data",
                str(tmp_path / "t.csv"),
                "--out",
                str(tmp_path / "m"),
                "--algorithm",
                "kmeans",
                *asked,
            ]
        )
    said = capsys.readouterr().err

    assert (left.value.code, said.count("\n")) == (2, 1)
    assert sentence in said
    assert remedy in said


WEAK: dict[str, tuple[dict[str, list[str]], tuple[str, ...], str]] = {
    "one group": (GOOD | {"who": ["kim"] * ROWS}, ("--group", "who"), "all rows are of one group"),
    "few groups": (GOOD | {"who": ["kim", "lee", "oh"] * 20}, ("--group", "who"), "there are 3 groups only"),
    "few times": (GOOD | {"at": ["1", "2"] * 30}, ("--time", "at"), "fewer than 5 different times"),
    "a rare class": (
        GOOD | {"label": ["1"] + ["0"] * 59, "who": [f"p{at // 10}" for at in range(ROWS)]},
        ("--group", "who", "--algorithm", "decision_forest"),
        "lack a class to learn",
    ),
}


WEAK["a thin holdout"] = (
    GOOD,
    ("--holdout", "0.1"),
    "the holdout has 3 rows of class 1, so scores on it are chance: collect 7 more",
)


@pytest.mark.parametrize("case", WEAK)
def test_a_split_that_had_to_be_weakened_is_a_warning_in_one_sentence(
    case: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    columns, words, sentence = WEAK[case]
    lines = [",".join(columns), *(",".join(row) for row in zip(*columns.values(), strict=True))]
    (tmp_path / "t.csv").write_text("\n".join(lines) + "\n")
    asked = [
        "--label",
        "label",
        "--trials",
        "1",
        "--threads",
        "1",
        "--algorithm",
        "averaged_perceptron",
        *words,
    ]

    with pytest.raises(SystemExit) as left:
        app(["train", "--data", str(tmp_path / "t.csv"), "--out", str(tmp_path / "m"), *asked])
    warnings = [line for line in capsys.readouterr().err.splitlines() if line.startswith("warning: ")]

    assert left.value.code in {0, None}
    assert sum(sentence in warning for warning in warnings) == 1
