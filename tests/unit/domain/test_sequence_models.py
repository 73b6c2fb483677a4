"""Networks of time in plain Python: the same as the definitions in NumPy, live and over whole tables."""

from __future__ import annotations

from typing import Any

import msgspec
import numpy as np
import pytest

from builders.learning import PROFILE, SITE, TENANT, Workshop, a_reading, a_stream
from spotter.adapters.native.models import load_model
from spotter.contracts.documents import Preparation
from spotter.contracts.sequences import Convolved, Filter, Recurrent, SequenceDocument
from spotter.domain.evaluators.sequence_models import SequenceModel, is_sequence
from spotter.domain.features import feature_rows
from spotter.errors import Corrupt, Invalid
from spotter.learning.predictions import outputs_for
from spotter.ports.scorer import TimedBooster

RNG = np.random.default_rng(5)
FEATURES, WIDTH, LENGTH, REACH_S = 3, 4, 5, 6.0
GATES = {"rnn": 1, "lstm": 4, "gru": 3}
KINDS = (*GATES, "cnn")
Values = np.ndarray[tuple[int, ...], np.dtype[np.float64]]


def made(*shape: int) -> Any:  # noqa: ANN401 - nested tuples
    return msgspec.convert(RNG.normal(0, 0.8, shape).tolist(), Any)


def a_body(kind: str) -> Recurrent | Convolved:
    if kind == "cnn":
        layers = [(FEATURES, WIDTH), (WIDTH, WIDTH)]
        return Convolved(tuple(Filter(made(out, into, 3), made(out)) for into, out in layers))
    rows = GATES[kind] * WIDTH
    return Recurrent(kind, made(rows, FEATURES), made(rows, WIDTH), made(rows), made(rows))  # type: ignore[arg-type]


def a_document(kind: str) -> SequenceDocument:
    places = tuple(range(FEATURES))
    preparation = Preparation(places, (0.5,) * FEATURES, (1.0,) * FEATURES, (2.0,) * FEATURES)
    return SequenceDocument(
        "spotter-sequence/1",
        kind,
        FEATURES,
        LENGTH,
        REACH_S,
        preparation,
        a_body(kind),
        made(WIDTH),
        0.3,
        slope=1.2,
        offset=-0.1,
        group="who",
        time="at",
    )


def the_text(kind: str) -> str:
    return msgspec.json.encode(a_document(kind)).decode()


def sigmoid(values: Values) -> Values:
    said: Values = 1 / (1 + np.exp(-values))
    return said


def by_definition(document: SequenceDocument, rows: Values, times: Values, at: int) -> float:
    """Score a row as the networks are defined, in NumPy."""
    sequence = np.zeros((LENGTH, FEATURES))
    for step in range(LENGTH):
        place = at - LENGTH + 1 + step
        if place >= 0 and times[at] - times[place] < REACH_S:
            sequence[step] = (np.where(np.isnan(rows[place]), 0.5, rows[place]) - 1.0) / 2.0
    body = document.body
    if isinstance(body, Convolved):
        for layer in body.filters:
            padded = np.vstack([np.zeros(sequence.shape[1]), sequence, np.zeros(sequence.shape[1])])
            weights = np.array(layer.weights)
            said = [np.einsum("oik,ki->o", weights, padded[step : step + 3]) for step in range(LENGTH)]
            sequence = np.maximum(np.array(said) + np.array(layer.offsets), 0)
        state = sequence.max(axis=0)
    else:
        state, cell = np.zeros(WIDTH), np.zeros(WIDTH)
        for row in sequence:
            new = np.array(body.inputs) @ row + np.array(body.input_offsets)
            old = np.array(body.states) @ state + np.array(body.state_offsets)
            if body.cell == "rnn":
                state = np.tanh(new + old)
            elif body.cell == "lstm":
                i, f, g, o = np.split(new + old, 4)
                cell = sigmoid(f) * cell + sigmoid(i) * np.tanh(g)
                state = sigmoid(o) * np.tanh(cell)
            else:
                (r, z, n), (hr, hz, hn) = np.split(new, 3), np.split(old, 3)
                stay = sigmoid(z + hz)
                state = (1 - stay) * np.tanh(n + sigmoid(r + hr) * hn) + stay * state
    return float(sigmoid(np.array(1.2 * (np.array(document.head) @ state + 0.3) - 0.1)))


@pytest.mark.parametrize("kind", KINDS)
def test_it_scores_as_its_network_is_defined_over_gaps_silences_and_beginnings(kind: str) -> None:
    text = the_text(kind)
    rows = RNG.normal(size=(30, FEATURES))
    rows[RNG.random(rows.shape) < 0.1] = np.nan
    times = np.cumsum(RNG.choice([0.5, 1.0, 2.0, 20.0], size=30))

    said = SequenceModel(text).score_in_time(rows.tolist(), times.tolist())

    document = msgspec.json.decode(text, type=SequenceDocument)
    expected = [by_definition(document, rows, times, at) for at in range(30)]
    assert np.allclose([one for (one,) in said], expected, atol=1e-12)


def test_it_is_loaded_like_any_model_and_each_device_has_its_own_past() -> None:
    text = the_text("gru")
    rows, times = RNG.normal(size=(12, FEATURES)), np.repeat(np.arange(6.0), 2)
    who = np.tile([0, 1], 6)

    model = load_model(text)
    said = outputs_for(text, rows, groups=who, times=times)

    assert is_sequence(text)
    assert isinstance(model, TimedBooster)
    assert model.reach_s == REACH_S
    alone = model.score_in_time(rows[who == 1].tolist(), times[who == 1].tolist())
    assert said[who == 1].tolist() == [one for (one,) in alone]
    assert model.score([rows[0].tolist()]) == model.score_in_time([rows[0].tolist()], [99.0])


def test_what_does_not_fit_together_is_no_model_and_a_row_too_short_is_refused() -> None:
    document = a_document("lstm")
    torn = msgspec.structs.replace(document, head=(1.0, 2.0))
    for text in (msgspec.json.encode(torn).decode(), '{"format":"spotter-sequence/1","head":[]}'):
        with pytest.raises(Corrupt):
            SequenceModel(text)
    with pytest.raises(Invalid, match="the model takes 3"):
        SequenceModel(the_text("cnn")).score_in_time([[1.0]], [0.0])
    with pytest.raises(Invalid, match="lacks the time column"):
        outputs_for(the_text("cnn"), np.zeros((2, FEATURES)))


def test_live_it_says_of_a_stream_in_pieces_what_it_says_of_the_whole() -> None:
    workshop = Workshop()
    candidate = workshop.add_candidate(lambda _: 0.0, text="text", threshold=0.99)
    model = load_model(the_text("lstm"))
    assert isinstance(model, TimedBooster)
    workshop.boosters["text"] = model
    workshop.make_live(candidate)
    readings = a_stream(RNG.normal(3, 2, 40).tolist())

    for start in range(0, 40, 7):
        workshop.score({f"m-{start}": readings[start : start + 7]})

    (live,) = workshop.live.of(TENANT, SITE, PROFILE).models
    whole = list(feature_rows(readings, live.window, wanted=frozenset(range(40))))
    expected = model.score_in_time(whole, [reading.at.timestamp() for reading in readings])
    said = {one.reading: one.score for one in workshop.log.scan(TENANT, SITE)}
    assert len(said) >= 30
    scores = {reading.id: row[0] for reading, row in zip(readings, expected, strict=True)}
    assert said == {name: pytest.approx(scores[name], abs=1e-12) for name in said}
    assert a_reading(39).id in said
