"""Check: sums a version of a dataset up and says how it differs. A task of the extraction machine."""

from __future__ import annotations

from typing import Any

from chalice.app import Chalice

from spotter.bootstrap.check import compose
from spotter.entry.check_tasks import check_result, task_of
from spotter.entry.dataset_tasks import seconds_left
from spotter.entry.observe import invocation

app = Chalice("check", configure_logs=False, env={})


@app.lambda_function()
def check(event: dict[str, Any], context: object) -> dict[str, Any]:
    """Check a version, or as much of it as there is time for."""
    with invocation("check") as line:
        asked = task_of(event).asked
        line.note(run=asked.run, version=asked.version)
        result = check_result(compose()(asked, left_s=seconds_left(context)))
        line.note(**result)
        return result
