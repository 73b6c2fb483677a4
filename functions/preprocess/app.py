"""Preprocess: extracts a labelled dataset version from the archive. A task of the training machine."""

from __future__ import annotations

from typing import Any

from chalice.app import Chalice

from spotter.bootstrap.preprocess import compose
from spotter.entry.observe import invocation
from spotter.entry.training_tasks import TaskResult, dataset_result, task_of

app = Chalice("preprocess", configure_logs=False, env={})


@app.lambda_function()
def extract(event: dict[str, Any], _context: object) -> TaskResult:
    """Extract the dataset that a training asks for."""
    with invocation("preprocess") as line:
        dataset = compose()(task_of(event).request)
        line.note(model=dataset.model, dataset=dataset.version)
        line.count(rows=dataset.rows, positives=dataset.positives)
        return dataset_result(dataset)
