"""Score: windows to features to the champion's score. Woken by the windows queue."""

from __future__ import annotations

from chalice.app import Chalice, SQSEvent

from spotter.bootstrap.score import compose
from spotter.entry.batches import BatchAnswer, code_of, messages_of
from spotter.entry.observe import invocation
from spotter.entry.windows import Stream, each_stream

app = Chalice("score", configure_logs=False, env={})


@app.on_sqs_message(queue="WindowsQueue", batch_size=10)
def on_windows(event: SQSEvent) -> BatchAnswer:
    """Score the windows of a batch of readings."""
    with invocation("score") as line:

        def score(stream: Stream) -> None:
            outcome = compose()(stream)
            line.count(**outcome.counts)
            if outcome.broken:
                line.note(broken_models=outcome.broken)
                line.count(broken=len(outcome.broken))

        return each_stream(
            messages_of(event.to_dict()), score, lambda err: line.failed(err, code=code_of(err))
        )
