"""Features to inputs, as a document says."""

from __future__ import annotations

from collections.abc import Sequence

from spotter.contracts.documents import Preparation


def prepared(preparation: Preparation, row: Sequence[float]) -> list[float]:
    """Fill, centre and divide numbers, and spread words over inputs.

    >>> prepared(Preparation((0,), (2.0,), (1.0,), (2.0,), ((1, 3),)), [float("nan"), 1.0])
    [0.5, 0.0, 1.0, 0.0]
    """
    columns = zip(preparation.numbers, preparation.fill, preparation.centre, preparation.scale, strict=True)
    inputs = [
        ((value if (value := row[at]) == value else fill) - centre) / scale
        for at, fill, centre, scale in columns
    ]
    for at, words in preparation.words:
        said = row[at]
        inputs.extend(1.0 if said == word else 0.0 for word in range(words))
    return inputs
