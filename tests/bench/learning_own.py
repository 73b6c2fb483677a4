"""Spotter on one set, in a process of its own: starting, reading and writing are inside the budget.

It writes `outputs.npy` and `facts.json` into a folder, as peers do.
"""

from __future__ import annotations

import json
import os
import sys
import time
from pathlib import Path

import numpy as np

from bench.learning_sets import SETS, held_out
from bench.learning_tools import clock_named
from spotter.cli.waiting import process_age_s
from spotter.learning.arrays import Floats
from spotter.learning.crews import left_behind
from spotter.learning.files import read_table
from spotter.learning.frames import Frame, frame_of
from spotter.learning.lessons import Lesson
from spotter.learning.models import TrainedModel, save
from spotter.learning.predictions import outputs_for
from spotter.learning.training import train_model


def main(name: str, file: Path, folder: Path, budget_s: float, seed: int, threads: int, clock: str) -> None:
    """Learn within the budget, then say what the model says of the rows held out."""
    each = next(one for one in SETS if one.name == name)
    table = read_table(file)
    frame = frame_of(table, each.roles_in(table))
    fold = held_out(frame, seed)
    lesson = Lesson(
        each.roles_in(table), budget_s=budget_s, seed=seed, threads=threads, gone_s=_gone_s(clock)
    )
    model = train_model(table.taken(fold.train), lesson, clock=clock_named(clock))
    save(model, folder / "model")
    seconds = _gone_s(clock)
    np.save(folder / "outputs.npy", _said(model, frame.taken(fold.valid), frame))
    (folder / "facts.json").write_text(json.dumps({"seconds": seconds, "bytes": len(model.text)}))


def _gone_s(clock: str) -> float:
    return time.process_time() if clock == "cpu" else process_age_s()


def _said(model: TrainedModel, unseen: Frame, whole: Frame) -> Floats:
    """Give what the model says, a column for each class that the whole set has."""
    outputs = outputs_for(model.text, unseen.matrix)
    if outputs.ndim == 1 or model.card.classes == whole.problem.classes:
        return outputs
    said = np.zeros((unseen.target.size, len(whole.problem.classes)))
    said[:, [whole.problem.classes.index(one) for one in model.card.classes]] = outputs
    return said


if __name__ == "__main__":
    asked = sys.argv
    main(asked[1], Path(asked[2]), Path(asked[3]), float(asked[4]), int(asked[5]), int(asked[6]), asked[7])
    if left_behind():
        os._exit(0)
