"""Validate: judges a candidate, and promotes it when the verdict says so. Tasks of the training machine.

Every shift it also lets the lines of live advisories follow what people answered.
"""

from __future__ import annotations

from typing import Any

from chalice.app import Chalice

from spotter.bootstrap.validate import compose, compose_following, compose_promotion
from spotter.entry.observe import invocation
from spotter.entry.training_tasks import TaskResult, plain_result, task_of, version_of

app = Chalice("validate", configure_logs=False, env={})


@app.lambda_function()
def validate(event: dict[str, Any], _context: object) -> TaskResult:
    """Put every check to the candidate that was trained."""
    with invocation("validate") as line:
        task = task_of(event)
        version = version_of(task.candidate, "candidate")
        verdict = compose()(task.request.tenant, task.request.model, version)
        failed = [check.name for check in verdict.checks if not check.passed]
        line.note(model=verdict.model, candidate=version, verdict=verdict.outcome, failed_checks=failed)
        return plain_result(verdict)


@app.lambda_function()
def promote(event: dict[str, Any], _context: object) -> TaskResult:
    """Make the candidate the champion."""
    with invocation("promote") as line:
        task = task_of(event)
        version = version_of(task.candidate, "candidate")
        champion = compose_promotion()(tenant=task.request.tenant, model=task.request.model, version=version)
        line.note(model=champion.model, champion=champion.version, previous=champion.previous)
        return plain_result(champion)


@app.lambda_function()
def follow(_event: dict[str, Any], _context: object) -> TaskResult:
    """Move each line that follows answers by one step at most. Woken by a schedule."""
    with invocation("follow") as line:
        shift = compose_following().everywhere()
        line.count(**shift._asdict())
        return shift._asdict()
