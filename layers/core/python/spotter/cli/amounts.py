"""Amounts that people give to commands: times to spend, memory to stay within."""

from __future__ import annotations

import re

from spotter.errors import Invalid

SECONDS = {"": 1.0, "s": 1.0, "m": 60.0, "h": 3600.0}
MEGABYTES = {"": 1.0, "kb": 1e-3, "mb": 1.0, "gb": 1e3}


def seconds(text: str) -> float:
    """Read a budget such as `60s`, `2m` or `20`.

    Raises:
        Invalid: it is none.

    >>> seconds("2m")
    120.0
    """
    amount = _amount(text, SECONDS)
    if not amount:
        raise Invalid(f"the budget {text} is not a time such as 60s, 2m or 20", budget=text)
    return amount


def stretch(text: str) -> float:
    """Read how much time before or after something, which may be none.

    Raises:
        Invalid: it is no time.

    >>> stretch("0s"), stretch("1.5m")
    (0.0, 90.0)
    """
    amount = _amount(text, SECONDS)
    if amount is None:
        raise Invalid(f"{text} is no time such as 0s, 20s or 2m", given=text)
    return amount


def megabytes(text: str) -> float:
    """Read a size such as `800MB`, `1.5GB` or `200kB`.

    Raises:
        Invalid: it is none.

    >>> megabytes("1.5GB")
    1500.0
    """
    amount = _amount(text, MEGABYTES)
    if not amount:
        raise Invalid(f"{text} is not a size such as 200kB, 800MB or 1.5GB", size=text)
    return amount


def _amount(text: str, units: dict[str, float]) -> float | None:
    found = re.fullmatch(r"(\d+(?:\.\d+)?)\s*([a-z]*)", text.strip().lower())
    if found is None or found[2] not in units:
        return None
    return float(found[1]) * units[found[2]]
