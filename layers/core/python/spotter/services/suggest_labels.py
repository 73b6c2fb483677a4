"""Suggest what to label next, from what a model has said."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from typing import NamedTuple

from spotter.contracts.labels import Interval
from spotter.contracts.names import LabelName, ModelName, SiteName, Tenant
from spotter.contracts.predictions import Prediction
from spotter.domain.suggesting import Suggestion, Wish, suggested
from spotter.errors import Invalid, NotFound
from spotter.stores.lake import PredictionLog
from spotter.stores.models import Models
from spotter.stores.registry import Registry

LONGEST = timedelta(days=31)

MOST_BATCHES = 500
"""What a function reads of the log within its time; of more, as many evenly over time."""


class Suggested(NamedTuple):
    """What to look at, and how much of the log was read for it."""

    suggestions: tuple[Suggestion, ...]
    batches: int
    read: int


class SuggestLabels(NamedTuple):
    """The use case with the stores that it reads."""

    log: PredictionLog
    registry: Registry
    models: Models

    def __call__(
        self,
        at: tuple[Tenant, SiteName],
        model: ModelName,
        wish: Wish,
        *,
        since: datetime,
        until: datetime,
        label: LabelName | None = None,
    ) -> Suggested:
        """Give the moments on which the model was least sure; with `label`, those of which nobody spoke yet.

        Raises:
            NotFound: there is no such site, or the model has said nothing there in this time.
            Invalid: the time ends before it begins, or is longer than a month.
        """
        self.registry.site(*at)
        if not since < until <= since + LONGEST:
            raise Invalid(f"until must be after since, and at most {LONGEST.days} days", field="until")
        batches = self.log.batches(*at, since=since, until=until)
        chosen = _evenly(batches, MOST_BATCHES)
        said = [each for each in self._said(chosen, model) if since <= each.at < until]
        if not said:
            raise NotFound(f"prediction at {at[1]} in this time by a model", model, batches=len(batches))
        known = [] if label is None else self._labelled(at, label)
        return Suggested(tuple(suggested(said, wish, known)), len(batches), len(chosen))

    def _labelled(self, at: tuple[Tenant, SiteName], label: LabelName) -> list[Interval]:
        """Give the time of which somebody has said something: a decided label, or any annotation."""
        stored = self.models.intervals(*at, label)
        decided = [*stored.document.intervals, *stored.document.excluded] if stored else []
        said = [each for opinion in self.models.annotations.of_site(*at) for each in opinion.annotations]
        return [*decided, *(Interval(each.device, each.start, each.end) for each in said)]

    def _said(self, batches: Sequence[str], model: ModelName) -> Iterator[Prediction]:
        return (each for batch in batches for each in self.log.read(batch) if each.model == model)


def _evenly(batches: Sequence[str], most: int) -> list[str]:
    """Take at most so many, as evenly over the list as can be.

    >>> _evenly("abcdef", 3)
    ['a', 'c', 'e']
    """
    if len(batches) <= most:
        return list(batches)
    return [batches[number * len(batches) // most] for number in range(most)]
