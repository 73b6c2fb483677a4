"""Train: searches and fits a candidate within its budget. A task of the training machine."""

from __future__ import annotations

from typing import Any

from chalice.app import Chalice

from spotter.bootstrap.train import compose
from spotter.entry.observe import invocation
from spotter.entry.training_tasks import TaskResult, candidate_result, task_of, version_of

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
