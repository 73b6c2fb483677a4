"""What networks of time do with a sequence, in plain Python: recurrent cells and convolutions."""

from __future__ import annotations

import math
from collections.abc import Sequence
from operator import mul

from spotter.contracts.documents import Matrix, Vector
from spotter.contracts.sequences import Convolved, Filter, Recurrent
from spotter.domain.evaluators.sums import logistic

GATES = {"rnn": 1, "lstm": 4, "gru": 3}
SPAN = 3
"""Moments that a filter looks at: the one before, this, the one after."""

Row = Sequence[float]


def weighed(weights: Matrix, offsets: Vector, row: Row) -> list[float]:
    """Give one weighted sum a row of weights."""
    return [sum(map(mul, own, row), offset) for own, offset in zip(weights, offsets, strict=True)]


def last_state(body: Recurrent, arrived: Sequence[Row]) -> list[float]:
    """Go through a sequence of what was weighed of each row, oldest first, and give the state at its end."""
    width = len(body.states[0])
    state, cell = [0.0] * width, [0.0] * width
    for inputs in arrived:
        kept = weighed(body.states, body.state_offsets, state)
        match body.cell:
            case "rnn":
                state = [math.tanh(a + b) for a, b in zip(inputs, kept, strict=True)]
            case "gru":
                state = _gru(inputs, kept, state)
            case "lstm":
                state, cell = _lstm(inputs, kept, cell)
    return state


def strongest(body: Convolved, sequence: Sequence[Row]) -> list[float]:
    """Send a sequence through all filters, and give the strongest answer of each of the last."""
    rows = [list(row) for row in sequence]
    for layer in body.filters:
        rows = [_filtered(layer, rows, at) for at in range(len(rows))]
    return [max(column) for column in zip(*rows, strict=True)]


def _lstm(inputs: Row, kept: Row, cell: Row) -> tuple[list[float], list[float]]:
    width = len(cell)
    gates = [a + b for a, b in zip(inputs, kept, strict=True)]
    let_in, keep = ([logistic(gate) for gate in gates[at * width : (at + 1) * width]] for at in (0, 1))
    new = [math.tanh(gate) for gate in gates[2 * width : 3 * width]]
    let_out = [logistic(gate) for gate in gates[3 * width :]]
    after = [k * c + i * n for k, c, i, n in zip(keep, cell, let_in, new, strict=True)]
    return [o * math.tanh(c) for o, c in zip(let_out, after, strict=True)], after


def _gru(inputs: Row, kept: Row, state: Row) -> list[float]:
    width = len(state)
    reset = [logistic(a + b) for a, b in zip(inputs[:width], kept[:width], strict=True)]
    stay = [logistic(a + b) for a, b in zip(inputs[width : 2 * width], kept[width : 2 * width], strict=True)]
    parts = zip(inputs[2 * width :], reset, kept[2 * width :], strict=True)
    new = [math.tanh(a + r * b) for a, r, b in parts]
    return [(1 - z) * n + z * s for z, n, s in zip(stay, new, state, strict=True)]


def _filtered(layer: Filter, rows: Sequence[Row], at: int) -> list[float]:
    """Give what a filter says of a moment; before the first and after the last row there is nothing."""
    near = [(step, rows[at + step - 1]) for step in range(SPAN) if 0 <= at + step - 1 < len(rows)]
    said = []
    for weights, offset in zip(layer.weights, layer.offsets, strict=True):
        total = offset
        for step, row in near:
            total += sum(own[step] * value for own, value in zip(weights, row, strict=True))
        said.append(total if total > 0 else 0.0)
    return said
