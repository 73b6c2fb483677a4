"""Packing: which waiting readings make the next message of the bulk lane. Pure."""

from __future__ import annotations

from collections.abc import Sequence

from spotter.edge.gateway.items import message_of
from spotter.edge.gateway.spool import Row

ENVELOPE = len(message_of([]))


def packed(rows: Sequence[Row], *, most_bytes: int) -> list[Row]:
    """Take as many of the rows, from the first, as one message holds; at least one.

    >>> [row.id for row in packed([Row(1, b"x" * 40), Row(2, b"x" * 40), Row(3, b"x")], most_bytes=110)]
    [1, 2, 3]
    >>> [row.id for row in packed([Row(1, b"x" * 40), Row(2, b"x" * 70), Row(3, b"x")], most_bytes=110)]
    [1]
    """
    size = ENVELOPE
    for taken, row in enumerate(rows):
        size += len(row.body) + 1
        if taken and size - 1 > most_bytes:
            return list(rows[:taken])
    return list(rows)
