"""Settle the episodes of a stretch of time: what was dangerous from when to when, made of all its readings.

Rules that one value can break are judged on each reading by itself. What a live alarm said may have been
provisional; this is a function of the set of readings and of nothing else.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import msgspec

from spotter.contracts.readings import Reading
from spotter.contracts.rules import Rule
from spotter.domain.alarms.episodes import Episode, episodes_of
from spotter.domain.rules.judge import Judge
from spotter.domain.rules.tables import Profiles
from spotter.domain.settling import Kept, settled


def settle_episodes(
    readings: Iterable[Reading], rules: Iterable[Rule], profiles: Profiles
) -> tuple[Episode, ...]:
    """Give the episodes that a set of readings shows, repeats included or not, in any order.

    Doubts that readings carry are those of the moment in which they arrived, and so not asked.
    """
    judge = Judge(rules)
    whole = [each for kept in settled(readings).kept for each in _counting(kept)]
    return episodes_of(signal for reading in whole for signal in judge([reading], profiles))


def _counting(kept: Kept) -> Iterator[Reading]:
    """Give a reading with those of its values that count; none, if none does."""
    values = {name: value for name, value in kept.reading.values.items() if name not in kept.lost}
    if values:
        yield msgspec.structs.replace(kept.reading, values=values, doubts={})
