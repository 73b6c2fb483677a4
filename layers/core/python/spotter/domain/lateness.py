"""Lateness: how old a reading may be when it arrives."""

from __future__ import annotations

from datetime import timedelta

from spotter.contracts.readings import Reading, RefusalReason
from spotter.domain.decoding import Refused

OLDEST = timedelta(days=30)
"""Sites are offline for days, and nothing is offline for a month: what is older comes from a wrong clock."""


def too_old(reading: Reading) -> Refused:
    """Refuse a reading for its age."""
    sentence = f"measured at {reading.at.isoformat()}, arrived at {reading.arrived.isoformat()}"
    return Refused(RefusalReason.TOO_OLD, f"{sentence}: more than {OLDEST.days} days before")


def scattered(reading: Reading) -> Refused:
    """Refuse a reading whose number is one more island among too many."""
    sentence = f"number {reading.seq} of boot {reading.boot[:40]} would make one hole too many to remember"
    return Refused(RefusalReason.SCATTERED, sentence)
