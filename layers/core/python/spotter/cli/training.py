"""What `spotter train` does with a lesson: learn, save, and gather the evidence where it is wanted."""

from __future__ import annotations

import os
import sys
from dataclasses import asdict, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import msgspec

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
    if asked.evidence:
        _gather(model, asked)
    for warning in model.card.warnings:
        sys.stderr.write(f"warning: {warning}\n")
    return model.card


def _learned(table: Table, lesson: Lesson, asked: Asked) -> TrainedModel:
    from spotter.adapters.native.models import load_model
    from spotter.learning.algorithms.training import train_with

    with progress() as shown, Stop() as stop:
        lesson = replace(lesson, gone_s=process_age_s(), stop=stop)
        now = datetime.now(UTC)
        return train_with(asked.algorithm, table, lesson, load=load_model, at=now, progress=shown)


def _gather(model: TrainedModel, asked: Asked) -> None:
    from spotter.learning.evidence.folders import keep
    from spotter.learning.evidence.gathering import Circumstances, evidence_of, somebody

    if model.unseen is None:
        return
    said = {name: str(value) for name, value in asdict(asked).items() if value not in (None, False, "", {})}
    run = Circumstances(somebody(), said, asked.previous)
    keep(evidence_of(model.card, model.text, model.unseen, run, model.history), asked.out)


def answer(card: ModelCard, out: Path, *, as_json: bool) -> None:
    """Show a card, and end without waiting for what was left behind."""
    show(msgspec.to_builtins(card), as_json=True) if as_json else _show(card, out)
    _leave()


def _leave() -> None:
    """End the process without waiting for a round that was left behind when the time was up."""
    from spotter.learning.crews import left_behind

    if left_behind():
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(0)


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
