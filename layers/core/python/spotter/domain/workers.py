"""Workers: which year of birth is believed, and what age follows from it. Pure."""

from __future__ import annotations

from datetime import datetime

from spotter.contracts.workers import WorkerNorms
from spotter.errors import Invalid


def age_in(born: int, year: int) -> int:
    """Give the age in years, reached in a year by somebody of a year of birth.

    Who has not had their birthday yet is a year younger; the older of the two makes limits stricter.

    >>> age_in(1978, 2026)
    48
    """
    return year - born


def checked_born(born: int, now: datetime, norms: WorkerNorms) -> int:
    """Give a year of birth that can be believed.

    Raises:
        Invalid: whoever was born then is no worker now; `field` is `born`.
    """
    age = age_in(born, now.year)
    if not norms.youngest <= age <= norms.oldest:
        first, last = now.year - norms.oldest, now.year - norms.youngest
        sentence = (
            f"a year of birth is from {first} to {last}: workers are {norms.youngest} to {norms.oldest}"
        )
        raise Invalid(sentence, field="born", value=born)
    return born
