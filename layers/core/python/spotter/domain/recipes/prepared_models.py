"""Models that prepare their rows: a preparation and the model that learned from what it gives, in one text.

The text is JSON, so a prepared model is stored, checked and loaded wherever a text of LightGBM is.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Literal

import msgspec

from spotter.contracts.preparations import Preparation, Smooth, Weigh
from spotter.domain.recipes.evaluate import evaluate
from spotter.domain.recipes.smoothing import Order
from spotter.domain.recipes.vectors import PlainArithmetic, Series
from spotter.errors import Corrupt, Invalid

_BEGINNING = '{"format":"spotter-prepared/1"'
ROWS_A_WINDOW = 4
Score = Callable[[Sequence[Sequence[float]]], list[list[float]]]
_ARITHMETIC = PlainArithmetic()


class PreparedText(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What the text of a prepared model holds: how rows are prepared, and the text of the model itself."""

    format: Literal["spotter-prepared/1"]
    preparation: Preparation
    model: str


def is_prepared(text: str) -> bool:
    """Tell the text of a prepared model by how it begins."""
    return text.startswith(_BEGINNING)


def travelling(preparation: Preparation | None, model: str) -> str:
    """Let a preparation, where there is one, travel with its model in one text."""
    if preparation is None:
        return model
    return msgspec.json.encode(PreparedText("spotter-prepared/1", preparation, model)).decode()


def read(text: str) -> PreparedText:
    """Read both, or raise Corrupt."""
    try:
        return msgspec.json.decode(text, type=PreparedText)
    except msgspec.DecodeError as err:
        raise Corrupt(f"the text is no prepared model: {err}") from err


def smooths(preparation: Preparation) -> bool:
    """Tell whether rows must come in order of device and time."""
    return any(isinstance(step, Smooth | Weigh) for step in preparation.applied)


def evenly(preparation: Preparation, count: int) -> list[float]:
    """Give times at which a few rows fall into the shortest window, to try rows that have none."""
    windows = [step.window for step in preparation.applied if isinstance(step, Smooth)]
    return [at * min(windows, default=1.0) / ROWS_A_WINDOW for at in range(count)]


class PreparedModel:
    """A prepared model that is ready to score, in plain Python up to the model itself."""

    def __init__(self, preparation: Preparation, score: Score) -> None:
        self.preparation = preparation
        self._score = score

    @property
    def reach_s(self) -> float:
        """Say how far back the rows lie that smoothing looks at; 0 where each row stands by itself."""
        return sum(step.window for step in self.preparation.applied if isinstance(step, Smooth))

    def score(self, rows: Sequence[Sequence[float]]) -> list[list[float]]:
        """Prepare and score rows of features, each by itself; one list of outputs a row.

        Raises:
            Invalid: a row has not as many features as the recipe takes, or the recipe smooths over rows.
        """
        return self._scored(rows, None)

    def score_in_time(self, rows: Sequence[Sequence[float]], times: Sequence[float]) -> list[list[float]]:
        """Prepare and score rows of one device in order of their times, given in epoch seconds.

        Raises:
            Invalid: a row has not as many features as the recipe takes.
        """
        return self._scored(rows, Order(Series([0.0] * len(rows)), Series(times)))

    def _scored(self, rows: Sequence[Sequence[float]], order: Order[Series] | None) -> list[list[float]]:
        if not rows:
            return []
        inputs = self.preparation.inputs
        for at, row in enumerate(rows):
            if len(row) != len(inputs):
                sentence = f"row {at} has {len(row)} features, the recipe takes {len(inputs)}"
                raise Invalid(sentence, row=at, features=len(row), expected=len(inputs))
        columns = {name: Series([row[at] for row in rows]) for at, name in enumerate(inputs)}
        prepared = evaluate(self.preparation, columns, _ARITHMETIC, order=order)
        values = [prepared[name].values for name in self.preparation.outputs]
        return self._score(list(zip(*values, strict=True)))
