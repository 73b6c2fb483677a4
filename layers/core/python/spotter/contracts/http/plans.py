"""Plans of extractions over HTTP."""

from __future__ import annotations

from datetime import datetime

from spotter.contracts.http.models import Answer


class PlanAnswer(Answer):
    """What an extraction would read, whether a function holds it, and the query for Athena."""

    days: int
    files: int
    values: int
    largest_day_bytes: int
    holds_bytes: int
    fits: bool
    known_at: datetime
    query: str
