"""The steps of a training as cells of words and code, for a script and a notebook that make the model again.

A search that counted trials is run again and gives the same text. A search by the clock cannot be; there
the parameters that it found are fitted step by step, and the scores are laid beside those of the card.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from spotter.contracts.learning import ModelCard
from spotter.learning.algorithms.catalogue import ALGORITHMS
from spotter.learning.frames import Roles
from spotter.learning.lessons import Lesson
from spotter.learning.limits import UNLIMITED

USUAL = "boosted_tree"


class Cell(NamedTuple):
    """Words, and the code that does what they say."""

    words: str
    code: str


class Source(NamedTuple):
    """What only the caller knows: where the rows and the recipe are, and where the model made again goes."""

    data: Path
    out: Path
    recipe: Path | None = None


def cells_of(card: ModelCard, lesson: Lesson, source: Source) -> tuple[Cell, ...]:
    """Write down the steps that lead to a model."""
    return tuple(_cells(card, lesson, source))


def _cells(card: ModelCard, lesson: Lesson, source: Source) -> Iterator[Cell]:
    yield Cell(
        f"# {card.algorithm} for {card.label}\n\n"
        f"Made from `{source.data.name}`; the model has the digest `{card.sha256}`.",
        _IMPORTS,
    )
    yield Cell(
        "## Read the rows, and refuse others than those that the model was made from", _read(card, source)
    )
    yield Cell("## Say what the columns are, and what may be spent", _lesson(lesson, source))
    if (
        lesson.recipe is not None
        or not lesson.roles.label
        or (card.algorithm == USUAL and lesson.budget_s is None)
    ):
        yield Cell("## Search, fit, calibrate and prove", _searched(card, lesson))
        yield Cell(
            "## Keep it, and compare it with the card",
            _KEPT + _compared(card, exactly=lesson.budget_s is None),
        )
        return
    yield Cell("## Leave leaks and the holdout aside, and split", _SPLIT)
    yield Cell(
        "## Fit the parameters that were found on every fold, and judge what was left out",
        _fitted(card, lesson),
    )
    yield Cell("## Fit on all rows, and write the model down with its calibration", _WRITTEN)
    exactly = lesson.budget_s is None and card.algorithm != USUAL
    yield Cell("## Compare it with the card", _compared(card, exactly=exactly))


_IMPORTS = """\
from pathlib import Path

import numpy as np

from spotter.adapters.native.models import load_model
from spotter.learning.algorithms.calibration import calibration_of, outputs_of
from spotter.learning.algorithms.catalogue import algorithm_named
from spotter.learning.algorithms.port import Means
from spotter.learning.algorithms.training import train_with
from spotter.learning.checks import check
from spotter.learning.files import read_table
from spotter.learning.frames import Roles, frame_of
from spotter.learning.lessons import Lesson, parted, rows_of, without_leaks
from spotter.learning.metrics import all_scores
from spotter.learning.models import digest_of, save
from spotter.learning.validation import split_of
"""

_SPLIT = """\
rows = rows_of(frame_of(table, roles, metric=lesson.metric), lesson)
whole, doubts = without_leaks(rows, lesson)
frame, unseen = parted(whole, lesson)
task = frame.problem.task
split = split_of(frame, seed=lesson.seed, gap_s=lesson.gap_s)
folds = split.folds[: split.raced]
print(f"{frame.target.size} rows, {len(frame.features)} features, {split.said(len(folds))}")
print(*doubts, sep="\\n")
"""

_WRITTEN = """\
model = algorithm.fit(frame, params, means)
text = model.text(calibration)
OUT.mkdir(parents=True, exist_ok=True)
(OUT / "model.txt").write_text(text, encoding="utf-8")
"""

_KEPT = """\
save(model, OUT)
text, scores = model.text, model.card.scores
"""


def _read(card: ModelCard, source: Source) -> str:
    return (
        f"DATA, OUT = Path({str(source.data)!r}), Path({str(source.out)!r})\n"
        "table = read_table(DATA)\n"
        f"assert table.digest == {card.data_sha256!r}, 'these are other rows'\n"
    )


def _lesson(lesson: Lesson, source: Source) -> str:
    """Write the roles as they were settled, with what was guessed, and the lesson."""
    recipe = ""
    if source.recipe is not None:
        path = f"Path({str(source.recipe)!r})"
        recipe = f"from spotter.cli.recipe_text import recipe_in\n\nrecipe = recipe_in({path})\n"
    said: dict[str, object] = {
        "metric": lesson.metric,
        "budget_s": lesson.budget_s,
        "trials": lesson.trials,
        "seed": lesson.seed,
        "threads": lesson.threads,
        "holdout_share": lesson.holdout_share,
        "gap_s": lesson.gap_s,
        "false_alarms_per_thousand": lesson.false_alarms_per_thousand,
        "exclude_leaks": lesson.exclude_leaks,
        "monotone": dict(lesson.monotone),
        "before": tuple(dict(each) for each in lesson.before),
    }
    limits = "" if lesson.limits == UNLIMITED else "from spotter.learning.limits import Limits\n\n"
    if limits:
        said["limits"] = lesson.limits
    fields = "".join(f"    {name}={value!r},\n" for name, value in said.items())
    with_recipe = "    recipe=recipe,\n" if recipe else ""
    told = f"lesson = Lesson(\n    roles,\n{fields}{with_recipe})\n"
    return f"{recipe}{limits}roles = {_roles(lesson.roles)}\ncheck(table, roles)\n{told}"


def _roles(roles: Roles) -> str:
    fields = {
        "label": roles.label,
        "group": roles.group,
        "time": roles.time,
        "drop": roles.drop,
        "weight": roles.weight,
        "categorical": roles.categorical,
        "kept": roles.kept,
    }
    return "Roles(\n" + "".join(f"    {name}={value!r},\n" for name, value in fields.items()) + ")"


def _searched(card: ModelCard, lesson: Lesson) -> str:
    how = "counts trials, so it gives the same text" if lesson.budget_s is None else "looks at the clock"
    return f"# This search {how}.\nmodel = train_with({card.algorithm!r}, table, lesson, load=load_model)\n"


def _fitted(card: ModelCard, lesson: Lesson) -> str:
    threshold = 0.5 if card.threshold is None else card.threshold
    return (
        f"algorithm = algorithm_named({card.algorithm!r}, task)\n"
        f"params = {_params(card)!r}\n"
        f"means = Means(seed={lesson.seed}, threads={lesson.threads})\n"
        "margins = np.concatenate(\n"
        "    [\n"
        "        algorithm.fit(frame.taken(fold.train), params, means).margins(frame.matrix[fold.valid])\n"
        "        for fold in folds\n"
        "    ]\n"
        ")\n"
        "target = np.concatenate([frame.target[f.valid] for f in folds])\n"
        "calibration = calibration_of(task, target, margins)\n"
        "once = sum(f.valid.size for f in folds[: split.once])  # tiny sets are dealt several times\n"
        "outputs = outputs_of(task, margins[:once], calibration)\n"
        f"scores = all_scores(task, target[:once], outputs, {threshold!r})\n"
    )


def _params(card: ModelCard) -> dict[str, object]:
    """Give what was tuned; boosted trees also need their rate and rounds."""
    names = {*ALGORITHMS[card.algorithm].space, *(("learning_rate",) if card.algorithm == USUAL else ())}
    found: dict[str, object] = {name: value for name, value in card.params.items() if name in names}
    return found | ({"rounds": card.rounds} if card.algorithm == USUAL else {})


def _compared(card: ModelCard, *, exactly: bool) -> str:
    known = {name: value for name, value in card.scores.items() if not name.startswith("threshold_")}
    code = (
        f"card = {known!r}\n"
        "for name, before in card.items():\n"
        "    print(f'{name:12} {before:.6f} on the card, {scores[name]:.6f} now')\n"
    )
    if exactly:
        code += f"assert digest_of(text) == {card.sha256!r}, 'the model came out differently'\n"
    return code
