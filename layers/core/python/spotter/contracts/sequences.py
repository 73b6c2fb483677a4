"""Sequence documents: networks of time as plain JSON, which look at the last rows of a device."""

from __future__ import annotations

from typing import Literal

from spotter.contracts.documents import Matrix, Part, Preparation, Vector

Cell = Literal["rnn", "lstm", "gru"]


class Recurrent(Part, frozen=True, tag="recurrent", tag_field="kind"):
    """A recurrent layer as PyTorch has it: one block of rows a gate (LSTM: i, f, g, o; GRU: r, z, n).

    `inputs` weigh what comes, `states` what was; each has offsets of its own.
    """

    cell: Cell
    inputs: Matrix
    states: Matrix
    input_offsets: Vector
    state_offsets: Vector


class Filter(Part, frozen=True):
    """A convolution over time, followed by a cut at 0: `weights[output][input]` are three numbers in time."""

    weights: tuple[Matrix, ...]
    offsets: Vector


class Convolved(Part, frozen=True, tag="convolved", tag_field="kind"):
    """Convolutions, one after the other, of which the strongest answer in time counts."""

    filters: tuple[Filter, ...]


class SequenceDocument(Part, frozen=True):
    """A whole network of time.

    A row is scored with the `length - 1` rows of its device before it, as far as they are less than `reach_s`
    seconds older; what is missing counts as 0 after the preparation. `head` weighs what the body gives.
    `group` and `time` name the columns that say whose a row is and when, for files.
    """

    format: Literal["spotter-sequence/1"]
    algorithm: str
    features: int
    length: int
    reach_s: float
    preparation: Preparation
    body: Recurrent | Convolved
    head: Vector
    head_offset: float
    slope: float = 1.0
    offset: float = 0.0
    group: str | None = None
    time: str | None = None
