"""Evaluate model documents with nothing but the standard library: what scores live where no trees are."""

from __future__ import annotations

import math
from bisect import bisect_right
from collections.abc import Callable, Sequence

import msgspec

from spotter.contracts.documents import Centres, Isolation, Kernel, Linear, ModelDocument, Network
from spotter.domain.evaluators.fitting import fits
from spotter.domain.evaluators.isolation import isolation
from spotter.domain.evaluators.preparing import prepared
from spotter.domain.evaluators.sums import centres, kernel, linear, logistic, network
from spotter.errors import Corrupt, Invalid


class PlainModel:
    """A model document that is ready to score."""

    def __init__(self, text: str) -> None:
        """Read a document.

        Raises:
            Corrupt: it is none, or its parts do not fit together.
        """
        try:
            self.document = msgspec.json.decode(text, type=ModelDocument)
        except msgspec.DecodeError as err:
            raise Corrupt(f"the text is no model document: {err}") from err
        if not fits(self.document):
            sentence = "the parts of the model document do not fit together"
            raise Corrupt(sentence, algorithm=self.document.algorithm)

    def score(self, rows: Sequence[Sequence[float]]) -> list[list[float]]:
        """Score rows of features (NaN for missing); one list of outputs a row.

        Raises:
            Invalid: a row has not as many features as the model.
        """
        return [self._scored(at, row) for at, row in enumerate(rows)]

    def _scored(self, at: int, row: Sequence[float]) -> list[float]:
        document = self.document
        if len(row) != document.features:
            sentence = f"row {at} has {len(row)} features, the model takes {document.features}"
            raise Invalid(sentence, row=at, features=len(row), expected=document.features)
        raw = _raw(document, prepared(document.preparation, row))
        return LINKS[document.link](document, [value * document.scale + document.shift for value in raw])


def is_document(text: str) -> bool:
    """Tell a model document from other texts by how it begins."""
    return text.lstrip()[:1] == "{"


def _raw(document: ModelDocument, inputs: list[float]) -> list[float]:
    match document.body:
        case Linear() as body:
            return linear(body, inputs)
        case Network() as body:
            return network(body, inputs)
        case Kernel() as body:
            return kernel(body, inputs)
        case Centres() as body:
            return centres(body, inputs)
        case Isolation() as body:
            return isolation(body, inputs)


def _identity(_document: ModelDocument, margins: list[float]) -> list[float]:
    return margins


def _logistic(document: ModelDocument, margins: list[float]) -> list[float]:
    return [logistic(document.slope * margins[0] + document.offset)]


def _softmax(document: ModelDocument, margins: list[float]) -> list[float]:
    highest = max(margins)
    grown = [math.exp(document.slope * (margin - highest)) for margin in margins]
    total = sum(grown)
    return [each / total for each in grown]


def _share(document: ModelDocument, margins: list[float]) -> list[float]:
    """Give the share of usual rows that lie below, on a line between the two nearest quantiles."""
    marks, value = document.quantiles, margins[0]
    above = bisect_right(marks, value)
    if above == 0:
        return [0.0]
    if above == len(marks):
        return [1.0]
    low, high = marks[above - 1], marks[above]
    return [(above - 1 + (value - low) / (high - low)) / (len(marks) - 1)]


LINKS: dict[str, Callable[[ModelDocument, list[float]], list[float]]] = {
    "identity": _identity,
    "logistic": _logistic,
    "softmax": _softmax,
    "share": _share,
}
