"""Limits: how large a model's text may be and how long a row may take, as trees that may be grown.

The search sees them: an arm has its rounds, final models their rate and number, by what still fits.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

from spotter.errors import Invalid

HEAD_BYTES, TREE_BYTES, LEAF_BYTES = 9_000.0, 400.0, 110.0
"""Bytes of LightGBM's text: the head of few columns, a tree, a leaf with its split; measured from above."""

ROW_US, TREE_US, LEAF_US = 5.0, 0.03, 0.0015
"""Microseconds of the native scorer: a row, a tree, and what more leaves add; measured on one busy core."""

FEWEST_TREES = 10


@dataclass(frozen=True)
class Limits:
    """The most bytes of a model's text, and the most microseconds a row; None is no limit."""

    most_bytes: float | None = None
    most_row_us: float | None = None

    def most_trees(self, leaves: float) -> float:
        """Say how many trees of so many leaves may be grown; without end where nothing is limited."""
        by_size = by_time = math.inf
        if self.most_bytes is not None:
            by_size = (self.most_bytes - HEAD_BYTES) / (TREE_BYTES + LEAF_BYTES * leaves)
        if self.most_row_us is not None:
            by_time = (self.most_row_us - ROW_US) / (TREE_US + LEAF_US * leaves)
        return max(1.0, min(by_size, by_time))

    def beyond(self, text_bytes: float, row_us: float) -> tuple[str, ...]:
        """Say what a measured model exceeds, in sentences."""
        said = []
        if self.most_bytes is not None and text_bytes > self.most_bytes:
            said.append(f"the text has {text_bytes / 1000:.0f} kB, more than {self.most_bytes / 1000:.0f} kB")
        if self.most_row_us is not None and row_us > self.most_row_us:
            said.append(f"a row takes {row_us:.0f} us here, more than {self.most_row_us:.0f} us")
        return tuple(said)

    def check(self, leaves: float, trees: int) -> None:
        """Raise Invalid where not even a few rounds of so many trees fit."""
        if self.most_trees(leaves) < FEWEST_TREES * trees:
            least = HEAD_BYTES + FEWEST_TREES * trees * (TREE_BYTES + LEAF_BYTES * leaves)
            least_us = ROW_US + FEWEST_TREES * trees * (TREE_US + LEAF_US * leaves)
            raise Invalid(
                f"no model fits within these limits: allow {least / 1000:.0f} kB and {least_us:.0f} us a row "
                "or more"
            )


UNLIMITED = Limits()
