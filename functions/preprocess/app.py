"""Preprocess: labelled training sets, versions of datasets, and features. Tasks of two machines."""

from __future__ import annotations

from typing import Any

from chalice.app import Chalice

from spotter.bootstrap import extraction, materialisation, preparation, preprocess
from spotter.entry import dataset_tasks
from spotter.entry.observe import invocation
from spotter.entry.training_tasks import TaskResult, dataset_result, task_of

app = Chalice("preprocess", configure_logs=False, env={})


@app.lambda_function()
def extract(event: dict[str, Any], _context: object) -> TaskResult:
    """Extract the dataset that a training asks for."""
    with invocation("preprocess") as line:
        dataset = preprocess.compose()(task_of(event).request)
        line.note(model=dataset.model, dataset=dataset.version)
        line.count(rows=dataset.rows, positives=dataset.positives)
        return dataset_result(dataset)


@app.lambda_function()
def freeze(event: dict[str, Any], context: object) -> TaskResult:
    """Make a version of what is archived or was uploaded, or as much of it as there is time for."""
    with invocation("preprocess") as line:
        task = dataset_tasks.task_of(event)
        line.note(run=task.asked.run, step=task.step)
        result = extraction.compose()(task, left_s=dataset_tasks.seconds_left(context))
        line.note(version=result.get("version", ""))
        return result


@app.lambda_function()
def prepare(event: dict[str, Any], _context: object) -> TaskResult:
    """Do a recipe to a version, or try it on a sample."""
    with invocation("preprocess") as line:
        order = dataset_tasks.task_of(event).recipe
        line.note(run=order.run, recipe=order.called)
        report = preparation.compose()(order)
        line.note(version=report.made or "")
        line.count(rows=report.rows_after)
        return dataset_tasks.preparing_result(report)


@app.lambda_function()
def materialise(event: dict[str, Any], context: object) -> TaskResult:
    """Compute features of what has become known, or of as much of it as there is time for."""
    with invocation("preprocess") as line:
        order = dataset_tasks.task_of(event).features
        line.note(run=order.run, features=order.features.id)
        made = materialisation.compose()(order, left_s=dataset_tasks.seconds_left(context))
        line.count(rows=made.added if made else 0)
        return dataset_tasks.materialising_result(made)
