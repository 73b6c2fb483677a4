"""Summaries: what the columns of a part come down to."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from spotter.contracts.datasets import Column
from spotter.contracts.skew import VersionSummary
from spotter.ports.rows import Piece


class Summaries(Protocol):
    """Sums parts of versions up."""

    def summary(self, piece: Piece, columns: Sequence[Column]) -> VersionSummary:
        """Say what the columns of a part come down to, as `domain.skew.summaries.summary_of` defines it.

        It holds one part and, of one column at a time, its different values.
        """
        ...
