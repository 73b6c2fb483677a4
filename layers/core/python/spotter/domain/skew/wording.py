"""Numbers in sentences that somebody reads who has no statistics."""

from __future__ import annotations

import math

MILLION = 1_000_000


def number(value: float) -> str:
    """Write a number to four digits, and larger ones in full.

    >>> number(0.123456), number(12.0), number(19800.25)
    ('0.1235', '12', '19800')
    """
    if 1_000 <= abs(value) < 1e15 or value == int(value):  # noqa: PLR2004 - beyond, digits mean nothing
        return f"{value:.0f}"
    return f"{value:.4g}"


def with_unit(value: float, unit: str) -> str:
    """Write a number with its unit, where there is one."""
    return f"{number(value)} {unit}".rstrip()


def of_hundred(share: float) -> str:
    """Write a share as so many of a hundred.

    >>> of_hundred(0.312), of_hundred(0.004), of_hundred(0.0)
    ('31 of 100', '0.4 of 100', '0 of 100')
    """
    hundred = share * 100
    told = f"{hundred:.0f}" if hundred >= 1 or hundred == 0 else f"{hundred:.1g}"
    return f"{told} of 100"


def chance(p: float) -> str:
    """Say how often chance alone would do this.

    >>> chance(0.0), chance(0.02), chance(0.7)
    ('less than once in a million times', 'once in 50 times', 'most of the times')
    """
    if p * MILLION < 1:
        return "less than once in a million times"
    if p > 0.5:  # noqa: PLR2004 - more often than not
        return "most of the times"
    return f"once in {math.floor(1 / p):,} times"


def listed(texts: list[str], most: int = 5) -> str:
    """Name the first few of many."""
    more = len(texts) - most
    told = ", ".join(texts[:most])
    return f"{told} and {more} more" if more > 0 else told
