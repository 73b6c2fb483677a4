"""Feature days: a day of readings turned into rows of features."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple, Protocol

from spotter.contracts.air import AirNote
from spotter.contracts.feature_sets import FeatureSet
from spotter.contracts.names import SiteName
from spotter.ports.rows import Piece


class FeatureDay(NamedTuple):
    """A day of a site: its readings and those that its first windows look back at.

    The pieces are rows of the archive, or with `wide` parts of a dataset version. `air` is what readings were
    given of the air when they were scored. `prior` are rows that were made of this day before, of what had
    arrived by `prior_known_at`.
    """

    features: FeatureSet
    site: SiteName
    since: datetime
    until: datetime
    known_at: datetime
    pieces: Sequence[Piece]
    wide: bool = False
    air: Sequence[AirNote] = ()
    prior: Sequence[Piece] = ()
    prior_known_at: datetime | None = None


class WrittenRows(NamedTuple):
    """A Parquet part before it is stored: its bytes, its rows, and the first device in it."""

    content: bytes
    rows: int
    first: str


class ComputedDay(NamedTuple):
    """What a day came to; it is `whole` where nothing of it arrived later than what was asked for."""

    parts: tuple[WrittenRows, ...]
    whole: bool


class FeatureDays(Protocol):
    """Computes features of days."""

    def compute(self, day: FeatureDay) -> ComputedDay:
        """Give the rows that are to be added, by device, event time and arrival; none where nothing is new.

        A reading has a row for each time at which what is known of its windows changed. The bytes are a
        function of the rows: how these are spread over the pieces makes no difference.
        """
        ...
