"""Train: searches and fits a candidate within its budget; works on studies that outlive an invocation."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

from chalice.app import Chalice

from spotter.bootstrap.studies import compose_work
from spotter.bootstrap.train import THREADS, compose, compose_fit
from spotter.entry.observe import invocation
from spotter.entry.training_tasks import (
    TaskResult,
    candidate_result,
    fitted_result,
    slice_of,
    slice_result,
    task_of,
    version_of,
)

RESERVE_MS = 20_000
"""Kept for giving back and answering."""

app = Chalice("train", configure_logs=False, env={})


@app.lambda_function()
def train(event: dict[str, Any], _context: object) -> TaskResult:
    """Train on the dataset that was extracted."""
    with invocation("train") as line:
        task = task_of(event)
        dataset = version_of(task.dataset, "dataset")
        candidate = compose()(task.request.tenant, task.request.model, dataset)
        line.note(model=candidate.model, dataset=dataset, candidate=candidate.version)
        line.count(trials=candidate.card.trials, rows=candidate.card.rows)
        return candidate_result(candidate)


@app.lambda_function()
def work(event: dict[str, Any], context: Any) -> TaskResult:  # noqa: ANN401 - Lambda's context has no type
    """Work on a study for as long as this invocation has; what is held at the end is given back."""
    with invocation("work") as line:
        asked = slice_of(event)
        left = timedelta(milliseconds=context.get_remaining_time_in_millis() - RESERVE_MS)
        standing = compose_work(threads=THREADS)(asked.tenant, asked.study, until=datetime.now(UTC) + left)
        line.note(study=asked.study)
        line.count(finished=standing.finished, left=standing.left)
        return slice_result(standing)


@app.lambda_function()
def fit(event: dict[str, Any], _context: object) -> TaskResult:
    """Fit the best that a study has found."""
    with invocation("fit") as line:
        asked = slice_of(event)
        fitted = compose_fit()(asked.tenant, asked.study)
        line.note(study=asked.study, candidate=fitted.candidate.version)
        return fitted_result(fitted.candidate, fitted.request)
