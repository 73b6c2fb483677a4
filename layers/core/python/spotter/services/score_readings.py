"""Score readings: what the live models say of a device's windows, as predictions and advisory signals.

A model only adds. Whatever it does (no champion, a damaged text, scores that are no numbers), the readings
are kept for later windows and everything else goes on.
"""

from __future__ import annotations

import math
from collections.abc import Collection, Mapping, Sequence
from datetime import timedelta
from typing import NamedTuple

import msgspec

from spotter.contracts.alarms import AlarmClass, ConditionActive, ConditionNormal, Evidence, Origin, Signal
from spotter.contracts.names import ModelName, subject_of
from spotter.contracts.predictions import Prediction
from spotter.contracts.readings import Reading, Trust
from spotter.domain.danger import danger_score
from spotter.domain.requests import advisory_rule
from spotter.domain.trust.windows import trust_of_windows
from spotter.errors import Conflict, SpotterError, Unavailable
from spotter.ports.queue import Queue
from spotter.services.keep_latest import KeepLatest
from spotter.services.live_models import LiveModel, LiveModels
from spotter.services.stream import Stream, continued
from spotter.stores.lake import PredictionLog, batch_name
from spotter.stores.tails import Tail, Tails

ATTEMPTS = 8
"""Invocations meet on a device that sends many small messages; one that gives up comes back minutes later."""

IDLE_WINDOW = timedelta(seconds=30)
"""What is kept of a device that no model watches yet, so that a first champion finds windows."""


class Outcome(NamedTuple):
    """What came of scoring, in counts for the log line; `broken` says what failed and how."""

    readings: int = 0
    predictions: int = 0
    advisories: int = 0
    late: int = 0
    unusable: int = 0
    broken: tuple[str, ...] = ()

    @property
    def counts(self) -> dict[str, int]:
        """Give what can be added up over devices."""
        counts = self._asdict()
        del counts["broken"]
        return counts


class Said(NamedTuple):
    """What one model said of a stream."""

    predictions: list[Prediction]
    signals: list[Signal]
    over: bool
    late: int
    unusable: int


class ScoreReadings:
    """The use case with the stores and the queue that it works on."""

    def __init__(
        self, *, live: LiveModels, tails: Tails, log: PredictionLog, alarms: Queue, latest: KeepLatest
    ) -> None:
        self._live = live
        self._tails = tails
        self._log = log
        self._alarms = alarms
        self._latest = latest

    def __call__(self, messages: Mapping[str, Sequence[Reading]]) -> Outcome:
        """Score the readings of one device that came with these messages, by message id.

        Predictions and signals go out before the tail says that the readings were seen, so a crash in
        between repeats them under the same names and never loses them.

        Raises:
            Unavailable: a store does not answer, or others keep writing this device's tail.
        """
        for _ in range(ATTEMPTS):
            try:
                return self._attempt(messages)
            except Conflict:
                continue
        raise Unavailable("the tail of the device is being written by others", messages=sorted(messages))

    def _attempt(self, messages: Mapping[str, Sequence[Reading]]) -> Outcome:
        arrived = [reading for readings in messages.values() for reading in readings]
        if not arrived:
            return Outcome()
        example = arrived[0]
        stored = self._tails.get(example.tenant, example.device)
        tail = stored.document if stored else Tail()
        lineup = self._live.of(example.tenant, example.site, example.profile)
        stream = continued(tail, arrived)
        if not stream.fresh:
            return Outcome(readings=stream.late, late=stream.late)
        said, failed = all_said(lineup.models, stream, tail.over)
        self._publish(messages, said)
        over = tuple(sorted(model for model, words in said.items() if words.over))
        sets = self._latest.sets(example.tenant, example.profile)
        self._latest(sets, stream)
        spans = [timedelta(seconds=features.window.span_s) for features in sets]
        lengths = [*(model.needs for model in lineup.models), *spans]
        kept = stream.tail(longest=max(lengths, default=IDLE_WINDOW), over=over)
        self._tails.put(example.tenant, example.device, kept, expected=stored.version if stored else None)
        lost = ("the tail could not be read and begins anew",) if tail.damaged else ()
        return _outcome(stream, said, (*lineup.broken, *failed, *lost))

    def _publish(self, messages: Mapping[str, Sequence[Reading]], said: Mapping[ModelName, Said]) -> None:
        """Write the predictions of each message under its own name, then send the signals."""
        predictions = {(p.reading, p.model): p for words in said.values() for p in words.predictions}
        for message, readings in messages.items():
            own = [predictions.pop((r.id, model), None) for r in readings for model in said]
            self._log.keep([p for p in own if p], batch=batch_name([message]))
        signals = [signal for words in said.values() for signal in words.signals]
        if signals:
            self._alarms.send([msgspec.json.encode(signal) for signal in signals])


def _outcome(stream: Stream, said: Mapping[ModelName, Said], broken: tuple[str, ...]) -> Outcome:
    words = list(said.values())
    return Outcome(
        readings=len(stream.fresh) + stream.late,
        predictions=sum(len(w.predictions) for w in words),
        advisories=sum(isinstance(signal, ConditionActive) for w in words for signal in w.signals),
        late=stream.late + sum(w.late for w in words),
        unusable=sum(w.unusable for w in words),
        broken=broken,
    )


def all_said(
    models: Sequence[LiveModel], stream: Stream, over: Collection[ModelName]
) -> tuple[dict[ModelName, Said], tuple[str, ...]]:
    """Ask every model; one that fails is named and says what it said last."""
    said: dict[ModelName, Said] = {}
    failed: list[str] = []
    for model in models:
        was_over = model.name in over
        try:
            said[model.name] = _said(model, stream, was_over=was_over)
        except SpotterError as err:
            failed.append(f"{model.name}@{model.version}: {err}")
            said[model.name] = Said([], [], was_over, 0, 0)
    return said, tuple(failed)


def _said(model: LiveModel, stream: Stream, *, was_over: bool) -> Said:
    wanted = stream.scorable(model.needs)
    scores = [danger_score(model.task, row) for row in model.outputs(stream.readings, wanted)]
    trust = trust_of_windows(stream.readings, wanted, model.window.channels_read, model.needs)
    predictions = [
        _prediction(model, stream.readings[index], score, trust.get(index, Trust.GOOD))
        for index, score in zip(sorted(wanted), scores, strict=True)
        if math.isfinite(score)
    ]
    newest = stream.readings[-1]
    over = was_over
    if predictions and predictions[-1].reading == newest.id:
        over = _is_over(predictions, was_over=was_over)
    signals = _signals(predictions, newest, over=over, was_over=was_over)
    late = len(stream.fresh) - len(wanted)
    return Said(predictions, signals, over, late, len(scores) - len(predictions))


def _is_over(predictions: Sequence[Prediction], *, was_over: bool) -> bool:
    """Tell whether danger holds after the newest reading; what is doubted shows danger, never its end."""
    last = predictions[-1]
    held = was_over or any(each.score >= each.threshold for each in predictions)
    return last.score >= last.threshold or (held and last.trust is not Trust.GOOD)


def _prediction(model: LiveModel, reading: Reading, score: float, trust: Trust) -> Prediction:
    return Prediction(
        tenant=reading.tenant,
        site=reading.site,
        device=reading.device,
        reading=reading.id,
        at=reading.at,
        model=model.name,
        version=model.version,
        score=score,
        threshold=model.threshold,
        unit=model.unit,
        trust=trust,
    )


def _signals(
    predictions: Sequence[Prediction], newest: Reading, *, over: bool, was_over: bool
) -> list[Signal]:
    """Say that danger was seen, with the worst score, and that it is over when the latest score says so."""
    seen = [p for p in predictions if p.score >= p.threshold]
    signals: list[Signal] = []
    if seen:
        signals.append(_active(seen))
    if not over and (seen or was_over) and predictions:
        signals.append(_normal(predictions[-1], newest))
    return signals


def _active(seen: Sequence[Prediction]) -> ConditionActive:
    worst = max(seen, key=lambda prediction: prediction.score)
    return ConditionActive(
        tenant=worst.tenant,
        site=worst.site,
        rule=advisory_rule(worst.model),
        title=f"Model {worst.model} expects danger",
        subject=subject_of("device", worst.device),
        alarm_class=AlarmClass.ADVISORY,
        origin=Origin.MODEL,
        direction="rising",
        first_at=seen[0].at,
        last_at=seen[-1].at,
        evidence=Evidence(
            reading=worst.reading,
            channel="score",
            value=worst.score,
            limit=worst.threshold,
            unit=worst.unit,
            at=worst.at,
            trust=worst.trust,
        ),
    )


def _normal(last: Prediction, newest: Reading) -> ConditionNormal:
    return ConditionNormal(
        tenant=last.tenant,
        site=last.site,
        rule=advisory_rule(last.model),
        subject=subject_of("device", last.device),
        at=newest.at,
        origin=Origin.MODEL,
    )
