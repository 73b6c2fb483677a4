"""Locate: position readings to tracks, tracks to what zones have to say. Woken by the fixes queue."""

from __future__ import annotations

from chalice.app import Chalice, SQSEvent

from spotter.bootstrap.locate import compose
from spotter.entry.batches import BatchAnswer, code_of, messages_of
from spotter.entry.observe import invocation
from spotter.entry.windows import Stream, each_stream

app = Chalice("locate", configure_logs=False, env={})


@app.on_sqs_message(queue="FixesQueue", batch_size=10)
def on_fixes(event: SQSEvent) -> BatchAnswer:
    """Follow the devices of a batch through the zones of their site."""
    with invocation("locate") as line:

        def locate(stream: Stream) -> None:
            located = compose()([reading for readings in stream.values() for reading in readings])
            line.count(fixes=located.fixes, signals=located.signals)

        return each_stream(
            messages_of(event.to_dict()), locate, lambda err: line.failed(err, code=code_of(err))
        )
