"""Ingest: decodes, validates, judges by rules, archives. Woken by the queues of readings and of events."""

from __future__ import annotations

from chalice.app import Chalice, SQSEvent

from spotter.bootstrap.ingest import compose
from spotter.entry.batches import BatchAnswer, all_or_again, code_of
from spotter.entry.observe import invocation

app = Chalice("ingest", configure_logs=False, env={})


@app.on_sqs_message(queue="ReadingsQueue", batch_size=10)
def on_readings(event: SQSEvent) -> BatchAnswer:
    """Ingest a batch of deliveries of the bulk lane."""
    return _ingested(event, "ingest")


@app.on_sqs_message(queue="EventsQueue", batch_size=10)
def on_events(event: SQSEvent) -> BatchAnswer:
    """Ingest a batch of deliveries of the event lane."""
    return _ingested(event, "events")


def _ingested(event: SQSEvent, function: str) -> BatchAnswer:
    with invocation(function) as line:
        return all_or_again(
            event.to_dict(),
            lambda messages: line.count(**compose()(messages)._asdict()),
            lambda err: line.failed(err, code=code_of(err)),
        )
