"""What is wrong with a file before anything is learned from it: one sentence, and what to do about it."""

from __future__ import annotations

import numpy as np

from spotter.errors import Invalid
from spotter.learning.frames import Roles
from spotter.learning.tables import Numbers, Table, Words

MOSTLY = 0.5
"""A text column of which more than this share of the words are numbers was meant to be numbers."""


def check(table: Table, roles: Roles) -> None:
    """Look at every column that would be learned from.

    Raises:
        Invalid: a column is all missing, infinite somewhere, or has texts among its numbers.
    """
    aside = {roles.label, roles.group, roles.time, *roles.drop, *roles.categorical}
    for name, column in table.columns.items():
        if name in aside:
            continue
        if bool(column.missing.all()):
            raise Invalid(f"column {name} has no value in any row; fill it or leave it out: --drop {name}")
        if isinstance(column, Numbers):
            _check_finite(name, column)
        else:
            _check_words(name, column)


def texts_among_numbers(column: Words) -> list[str]:
    """Give the texts of a column that is mostly numbers; none where it is mostly texts.

    >>> texts_among_numbers(Words(np.arange(3), ("1.5", "2", "wet")))
    ['wet']
    """
    texts = [word for word in column.words if not _is_number(word)]
    return texts if len(texts) < (1 - MOSTLY) * len(column.words) else []


def _check_finite(name: str, column: Numbers) -> None:
    infinite = np.flatnonzero(np.isinf(column.values))
    if infinite.size:
        raise Invalid(
            f"column {name} has {infinite.size} infinite values, the first in row {infinite[0] + 1}; "
            f"leave those cells empty (missing is understood) or leave the column out: --drop {name}"
        )


def _check_words(name: str, column: Words) -> None:
    texts = texts_among_numbers(column)
    if texts:
        row = int(np.flatnonzero(column.codes == column.words.index(texts[0]))[0]) + 1
        raise Invalid(
            f"column {name} has the text {texts[0]!r} in row {row} where numbers are; correct it, "
            f"or say that the column is none: --role {name}=categorical"
        )


def _is_number(word: str) -> bool:
    try:
        float(word)
    except ValueError:
        return False
    return True
