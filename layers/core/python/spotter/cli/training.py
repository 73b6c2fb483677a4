"""What `spotter train` does with a lesson: learn, save, and gather the evidence where it is wanted."""

from __future__ import annotations

import os
import sys
from dataclasses import asdict, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import msgspec
import typer

from spotter.cli.asked import Asked
from spotter.cli.show import show
from spotter.cli.waiting import Stop, process_age_s, progress
from spotter.contracts.learning import ModelCard

if TYPE_CHECKING:
    from spotter.learning.lessons import Lesson
    from spotter.learning.models import TrainedModel
    from spotter.learning.tables import Table


def train_on(asked: Asked) -> ModelCard:
    """Read, check, learn, save; say the warnings on standard error."""
    from spotter.learning.checks import check
    from spotter.learning.files import read_table
    from spotter.learning.models import save
    from spotter.learning.roles import guessed

    lesson = asked.lesson
    table = read_table(asked.data)
    roles, reasons = guessed(table, lesson.roles)
    check(table, roles)
    lesson = replace(lesson, roles=roles, notes=reasons)
    model = _learned(table, lesson, asked)
    save(model, asked.out)
    if asked.evidence or asked.pages or asked.mlflow:
        _gather(model, asked)
    _write_steps(model, lesson, asked)
    for warning in model.card.warnings:
        sys.stderr.write(f"warning: {warning}\n")
    return model.card


def _write_steps(model: TrainedModel, lesson: Lesson, asked: Asked) -> None:
    """Write the script and the notebook that make the model again, where they are wanted."""
    from spotter.learning.steps.cells import Source, cells_of
    from spotter.learning.steps.papers import write_notebook, write_script

    recipe = None if asked.recipe is None else asked.recipe.resolve()
    remade = asked.out.resolve().with_name(f"{asked.out.name}-again")
    cells = cells_of(model.card, lesson, Source(asked.data.resolve(), remade, recipe))
    if asked.script is not None:
        write_script(cells, asked.script)
    if asked.notebook is not None:
        write_notebook(cells, asked.notebook)


def _learned(table: Table, lesson: Lesson, asked: Asked) -> TrainedModel:
    from spotter.adapters.native.models import load_model
    from spotter.learning.algorithms.training import train_with

    with progress() as shown, Stop() as stop:
        lesson = replace(lesson, gone_s=process_age_s(), stop=stop)
        now = datetime.now(UTC)
        return train_with(asked.algorithm, table, lesson, load=load_model, at=now, progress=shown)


def _gather(model: TrainedModel, asked: Asked) -> None:
    from spotter.learning.evidence.folders import draw, keep
    from spotter.learning.evidence.gathering import Circumstances, evidence_of, somebody
    from spotter.learning.evidence.mlflow import export_run

    if model.unseen is None:
        return
    said = {name: str(value) for name, value in asdict(asked).items() if value}
    run = Circumstances(somebody(), said, asked.previous)
    evidence = evidence_of(model.card, model.text, model.unseen, run, model.history)
    keep(evidence, asked.out)
    if asked.pages:
        draw(asked.out)
    if asked.mlflow is not None:
        export_run(model, evidence, asked.out, asked.mlflow)


def answer(card: ModelCard, asked: Asked) -> None:
    """Show a card, say which gates it does not pass, and end without waiting for what was left behind."""
    from spotter.learning.steps.gates import failed

    show(msgspec.to_builtins(card), as_json=True) if asked.as_json else _show(card, asked.out)
    closed = failed(card, asked.gates)
    for sentence in closed:
        sys.stderr.write(f"gate: {sentence}\n")
    _leave(1 if closed else 0)


def _leave(code: int) -> None:
    """End the process without waiting for a round that was left behind when the time was up."""
    from spotter.learning.crews import left_behind

    if left_behind():
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(code)
    if code:
        raise typer.Exit(code)


def _show(card: ModelCard, out: Path) -> None:
    from rich.console import Console
    from rich.table import Table

    rows: dict[str, Any] = {
        "algorithm": card.algorithm,
        "task": card.task + (f" ({', '.join(map(str, card.classes))})" if card.classes else ""),
        "rows x features": f"{card.rows} x {len(card.features)}",
        "validated on": card.split,
        "trials, trees": f"{card.trials}, {card.rounds} rounds",
        "spent": f"{card.spent_s:.1f} s",
    }
    if card.threshold is not None:
        rows["threshold"] = f"{card.threshold:.4f}"
    table = Table(
        "", "out of fold", *(["holdout"] if card.holdout else []), title=f"model of {card.label} in {out}"
    )
    for name, value in rows.items():
        table.add_row(name, str(value))
    for name, score in card.scores.items():
        shown = f"{name} *" if name == card.metric else name
        table.add_row(shown, f"{score:.4f}", *([f"{card.holdout[name]:.4f}"] if name in card.holdout else []))
    for note in card.notes:
        table.add_row("note", note)
    Console().print(table)
