"""Alert: raises alarms, pages people, climbs the chain of escalation, takes replies by SMS."""

from __future__ import annotations

from typing import Any

from chalice.app import Chalice, SQSEvent

from spotter.bootstrap.alert import compose, compose_escalation, compose_groups, compose_replies
from spotter.entry.batches import BatchAnswer, code_of, each_by_itself, messages_of
from spotter.entry.escalation import reply_of, rung_of, taken
from spotter.entry.observe import invocation
from spotter.entry.signals import in_event_order, signal_of

app = Chalice("alert", configure_logs=False, env={})


@app.on_sqs_message(queue="AlarmsQueue", batch_size=10)
def on_signals(event: SQSEvent) -> BatchAnswer:
    """Move the alarms that a batch of signals is about."""
    with invocation("alert") as line:

        def move(body: str) -> None:
            outcome = compose()(signal_of(body))
            line.count(moved=outcome.moved, paged=outcome.paged, no_supervisors=bool(outcome.no_supervisors))
            line.gather(no_supervisors_for=outcome.no_supervisors)

        return each_by_itself(
            in_event_order(messages_of(event.to_dict())),
            move,
            lambda err: line.failed(err, code=code_of(err)),
        )


@app.lambda_function(name="escalate")
def escalate(event: dict[str, Any], _: object) -> dict[str, Any]:
    """Do a step of the escalation machine and say what comes next."""
    with invocation("escalate") as line:
        rung = compose_escalation()(rung_of(event).step)
        line.note(said=rung.said, goes_on=rung.go_on)
        return taken(rung)


@app.lambda_function(name="groups")
def groups(_event: dict[str, Any], _: object) -> dict[str, int]:
    """Send the notices about what was grouped for people who were called too often."""
    with invocation("groups") as line:
        line.count(**(counts := compose_groups()()._asdict()))
        return counts


@app.on_sqs_message(queue="RepliesQueue", batch_size=10)
def on_replies(event: SQSEvent) -> BatchAnswer:
    """Take the replies that people sent by SMS; what is no reply to a page is noted and left."""
    with invocation("replies") as line:
        return each_by_itself(
            messages_of(event.to_dict()),
            lambda body: line.count(**reply_of(body, compose_replies())),
            lambda err: line.failed(err, code=code_of(err)),
        )
