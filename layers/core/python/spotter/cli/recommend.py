"""`spotter model recommend`: what to learn from a data set with, why, and begin."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import msgspec
import typer

from spotter.cli.session import platform
from spotter.cli.show import AsJson, show, show_list, tell
from spotter.contracts.recommendations import Recommendation, Weights
from spotter.domain.algorithms import ANOMALY
from spotter.errors import Invalid, SpotterError

if TYPE_CHECKING:
    from spotter.domain.recommending import Run

COLUMNS = ("kind", "algorithm", "model", "score", "marks", "runs", "why")

What = Annotated[
    str, typer.Argument(help="A file with --label, or a model of the platform: NAME or NAME@DATASET.")
]
Label = Annotated[str | None, typer.Option(help="Column to predict, for a file.")]
Anomaly = Annotated[bool, typer.Option("--anomaly", help="A file without a label: find what is unusual.")]
Drop = Annotated[str, typer.Option(help="Columns of a file that are no features, separated by commas.")]
Care = Annotated[
    str,
    typer.Option(
        "--weights", help="accuracy=4,latency=1; also training_time, size, explainability, similarity."
    ),
]
Earlier = Annotated[Path, typer.Option(help="Folder in whose folders earlier models are, for a file.")]
Start = Annotated[bool, typer.Option("--start", help="Begin with the best at once.")]
Out = Annotated[Path, typer.Option(help="Folder for the model, when a file is started.")]
Budget = Annotated[str, typer.Option(help="Time to spend when started: 60s, 2m.")]


def recommend(  # noqa: PLR0913 - one argument an option
    what: What,
    *,
    label: Label = None,
    anomaly: Anomaly = False,
    drop: Drop = "",
    weights: Care = "",
    models: Earlier = Path(),
    start: Start = False,
    out: Out = Path("model"),
    budget: Budget = "60s",
    as_json: AsJson = False,
) -> None:
    """Rank algorithms and earlier models for a data set by what was measured before, and say why."""
    care = weights_of(weights)
    if not Path(what).is_file():
        _of_platform(what, care, start=start, as_json=as_json)
        return
    if (label is None) is not anomaly:
        raise Invalid(
            f"name the column of {what} to predict: --label COLUMN, or say that there is none: --anomaly"
        )
    label = label or ""
    found = _of_file(Path(what), label, drop, care, models)
    _show(msgspec.to_builtins(found), as_json=as_json and not start)
    if start:
        _train(Path(what), label, drop, out, budget, found, as_json=as_json)


def weights_of(text: str) -> Weights:
    """Read `accuracy=2,latency=1`; what is not named counts nothing once something is.

    Raises:
        Invalid: a word is none of the weights, or no number.
    """
    if not text.strip():
        return Weights()
    known = Weights.__struct_fields__
    said: dict[str, float] = dict.fromkeys(known, 0.0)
    for part in text.split(","):
        name, _, value = part.strip().partition("=")
        try:
            said[name] = float(value)
        except ValueError as err:
            raise Invalid(f"--weights is NAME=NUMBER,..., and {part.strip()!r} is not") from err
    strange = sorted(set(said) - set(known))
    if strange or min(said.values()) < 0 or not any(said.values()):
        raise Invalid(f"--weights takes numbers of 0 or more for: {', '.join(known)}", weights=text)
    return Weights(**said)


def _of_file(file: Path, label: str, drop: str, weights: Weights, models: Path) -> Recommendation:
    from spotter.domain.recommending import recommend as ranked
    from spotter.learning.algorithms.traits import traits_of
    from spotter.learning.files import read_table
    from spotter.learning.frames import frame_of, unlabelled_frame
    from spotter.learning.roles import guessed

    table = read_table(file)
    roles, _ = guessed(table, _roles(label, drop))
    runs = earlier_runs(models)
    if not label:
        frame = unlabelled_frame(table, roles)
        traits = msgspec.structs.replace(traits_of(frame), task=ANOMALY)
        return ranked(traits, runs, weights, columns=frame.features, label=ANOMALY)
    frame = frame_of(table, roles)
    return ranked(traits_of(frame), runs, weights, columns=frame.features, label=label)


def earlier_runs(folder: Path) -> list[Run]:
    """Read the cards of model folders; one that cannot be read is named and left out."""
    from spotter.domain.recommending import run_of
    from spotter.learning.models import load

    runs = []
    for card in sorted(folder.glob("*/card.json")):
        try:
            run = run_of(str(card.parent), load(card.parent).card)
        except SpotterError as err:
            tell(f"left out: {err.sentence}")
            continue
        if run is not None:
            runs.append(run)
    return runs


def _roles(label: str, drop: str) -> Any:  # noqa: ANN401 - numpy country is imported late
    from spotter.learning.frames import Roles

    return Roles(label, drop=tuple(filter(None, map(str.strip, drop.split(",")))))


def _train(
    file: Path, label: str, drop: str, out: Path, budget: str, found: Recommendation, *, as_json: bool
) -> None:

    from spotter.cli.asked import Asked
    from spotter.cli.training import answer, train_on

    best = next(option for option in found.options if option.kind == "algorithm")
    tell(f"training {best.algorithm} on {file} into {out}")
    asked = Asked(
        data=file, label=label, drop=drop, algorithm=best.algorithm, out=out, budget=budget, as_json=as_json
    )
    answer(train_on(asked), asked)


def _of_platform(what: str, weights: Weights, *, start: bool, as_json: bool) -> None:
    name, _, dataset = what.partition("@")
    api = platform()
    body = {"dataset": dataset or None, "weights": msgspec.to_builtins(weights)}
    advice = api.post("models", name, "recommendations", body=body)
    if not start:
        _show(advice, as_json=as_json)
        return
    _show(advice, as_json=False) if not as_json else None
    started = api.post("models", name, "trainings", body=advice["start"])
    tell(f"training {advice['start']['algorithm']}: {started['training']}")
    show(started, as_json=as_json)


def _show(found: dict[str, Any], *, as_json: bool) -> None:
    rows = [
        {**option, "marks": _weighty(option["marks"], found.get("weights"))} for option in found["options"]
    ]
    show_list(found, rows, COLUMNS, as_json=as_json)


def _weighty(marks: dict[str, float], weights: dict[str, float] | None) -> str:
    """Say the marks that counted, the heaviest first; over HTTP nobody says the weights, and all are said."""
    counted = [name for name in marks if weights is None or weights.get(name)]
    counted.sort(key=lambda name: -(weights or {}).get(name, 0.0))
    return ", ".join(f"{name} {marks[name]:.2f}" for name in counted)
