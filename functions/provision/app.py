"""Provision: may who shows a claim certificate be the device it says? Asked by IoT Core, which waits 5 s."""

from __future__ import annotations

from typing import Any

from chalice.app import Chalice

from spotter.bootstrap.provision import compose
from spotter.entry.observe import invocation
from spotter.entry.provisioning import HookAnswer, asked_of, hook_answer

app = Chalice("provision", configure_logs=False, env={})


@app.lambda_function()
def provision(event: dict[str, Any], _context: object) -> HookAnswer:
    """Answer whether a device is given an identity, and as which thing."""
    with invocation("provision") as line:
        asked = asked_of(event)
        if asked is None:
            line.note(why="malformed")
            return hook_answer(None)
        decided = compose()(asked)
        line.note(why=decided.why, thing=decided.thing, site=decided.site, claim=asked.claim[:12])
        line.count(granted=int(decided.thing is not None), denied=int(decided.thing is None))
        return hook_answer(decided.thing)
