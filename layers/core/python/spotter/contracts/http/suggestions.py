"""What to label next, over HTTP."""

from __future__ import annotations

from datetime import datetime

from spotter.contracts.http.models import Answer


class SuggestionAnswer(Answer):
    """A moment to look at; a distance of 0 could as well have been the other answer."""

    device: str
    at: datetime
    score: float
    threshold: float
    distance: float
    version: str


class SuggestionsAnswer(Answer):
    """What to look at, the least sure first, and how many batches of the log there are and were read."""

    site: str
    model: str
    batches: int
    read: int
    suggestions: tuple[SuggestionAnswer, ...]
