"""Alert: raises alarms, returns them to normal, pages supervisors. Woken by the alarms queue."""

from __future__ import annotations

from chalice.app import Chalice, SQSEvent

from spotter.bootstrap.alert import compose
from spotter.entry.batches import BatchAnswer, code_of, each_by_itself, messages_of
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
