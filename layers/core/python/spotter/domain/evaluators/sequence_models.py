"""Evaluate sequence documents with nothing but the standard library: networks of time that score live."""

from __future__ import annotations

from collections.abc import Sequence
from operator import mul

import msgspec

from spotter.contracts.documents import Vector
from spotter.contracts.sequences import Convolved, Filter, Recurrent, SequenceDocument
from spotter.domain.evaluators.fitting import prepares
from spotter.domain.evaluators.gates import GATES, SPAN, last_state, strongest, weighed
from spotter.domain.evaluators.preparing import prepared
from spotter.domain.evaluators.sums import logistic
from spotter.errors import Corrupt, Invalid

_BEGINNING = '{"format":"spotter-sequence/1"'


def is_sequence(text: str) -> bool:
    """Tell the text of a network of time by how it begins."""
    return text.startswith(_BEGINNING)


class SequenceModel:
    """A network of time that is ready to score."""

    def __init__(self, text: str) -> None:
        """Read a document.

        Raises:
            Corrupt: it is none, or its parts do not fit together.
        """
        try:
            self.document = msgspec.json.decode(text, type=SequenceDocument)
        except msgspec.DecodeError as err:
            raise Corrupt(f"the text is no sequence document: {err}") from err
        if not _fits(self.document):
            sentence = "the parts of the sequence document do not fit together"
            raise Corrupt(sentence, algorithm=self.document.algorithm)

    @property
    def reach_s(self) -> float:
        """Say how far back the rows lie that a score looks at."""
        return self.document.reach_s

    def score(self, rows: Sequence[Sequence[float]]) -> list[list[float]]:
        """Score rows of which each is the first of its device.

        Raises:
            Invalid: a row has not as many features as the model.
        """
        return [self.score_in_time([row], [0.0])[0] for row in rows]

    def score_in_time(self, rows: Sequence[Sequence[float]], times: Sequence[float]) -> list[list[float]]:
        """Score rows of one device in order of their times, given in epoch seconds.

        Raises:
            Invalid: a row has not as many features as the model.
        """
        document = self.document
        for at, row in enumerate(rows):
            if len(row) != document.features:
                sentence = f"row {at} has {len(row)} features, the model takes {document.features}"
                raise Invalid(sentence, row=at, features=len(row), expected=document.features)
        inputs = [prepared(document.preparation, row) for row in rows]
        nothing = [0.0] * _width(document)
        if isinstance(document.body, Recurrent):
            body = document.body
            inputs = [weighed(body.inputs, body.input_offsets, row) for row in inputs]
            nothing = list(body.input_offsets)
        return [[self._scored(inputs, times, at, nothing)] for at in range(len(rows))]

    def _scored(
        self, inputs: Sequence[Sequence[float]], times: Sequence[float], at: int, nothing: Sequence[float]
    ) -> float:
        document = self.document
        first = max(0, at - document.length + 1)
        own = [inputs[place] for place in range(first, at + 1) if times[at] - times[place] < document.reach_s]
        sequence = [nothing] * (document.length - len(own)) + own
        match document.body:
            case Recurrent() as body:
                state = last_state(body, sequence)
            case Convolved() as body:
                state = strongest(body, sequence)
        log_odds = sum(map(mul, document.head, state), document.head_offset)
        return logistic(document.slope * log_odds + document.offset)


def _width(document: SequenceDocument) -> int:
    words = sum(count for _, count in document.preparation.words)
    return len(document.preparation.numbers) + words


def _fits(document: SequenceDocument) -> bool:
    """No evaluation may end outside a list."""
    sound = prepares(document.preparation, document.features) and document.length > 0 and document.reach_s > 0
    if not sound:
        return False
    match document.body:
        case Recurrent() as body:
            return _recurrent_fits(body, _width(document), document.head)
        case Convolved() as body:
            return _convolved_fits(body.filters, _width(document), document.head)


def _recurrent_fits(body: Recurrent, width: int, head: Vector) -> bool:
    rows = GATES[body.cell] * len(head)
    counts = {len(each) for each in (body.inputs, body.states, body.input_offsets, body.state_offsets)}
    whole = all(len(row) == width for row in body.inputs) and all(
        len(row) == len(head) for row in body.states
    )
    return bool(head) and counts == {rows} and whole


def _convolved_fits(filters: Sequence[Filter], width: int, head: Vector) -> bool:
    for layer in filters:
        whole = all(len(own) == width and all(len(each) == SPAN for each in own) for own in layer.weights)
        if not whole or len(layer.weights) != len(layer.offsets) or not layer.weights:
            return False
        width = len(layer.weights)
    return bool(filters) and width == len(head)
