"""What can be asked of the catalogue, as a tree."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

import msgspec


class Comparison(StrEnum):
    """How a value is compared; numbers with numbers and times with times only."""

    BELOW = "<"
    AT_MOST = "<="
    ABOVE = ">"
    AT_LEAST = ">="


class Is(msgspec.Struct, frozen=True):
    """One of the attribute's values reads like this text, in whatever case."""

    attribute: str
    text: str


class Begins(msgspec.Struct, frozen=True):
    """One of the attribute's values is a text that begins so."""

    attribute: str
    text: str


class Within(msgspec.Struct, frozen=True):
    """One of the attribute's values lies between two ends; None is open, and ends count unless said."""

    attribute: str
    low: float | datetime | None
    high: float | datetime | None
    with_low: bool = True
    with_high: bool = True


class Has(msgspec.Struct, frozen=True):
    """The attribute has a value, whatever it is."""

    attribute: str


class Word(msgspec.Struct, frozen=True):
    """A word stands in the title or in any text value; `is_prefix` where it only has to begin so."""

    text: str
    is_prefix: bool = False


class Not(msgspec.Struct, frozen=True):
    """What is asked does not hold."""

    of: Query


class All(msgspec.Struct, frozen=True):
    """Everything that is asked holds; with nothing asked it always does."""

    of: tuple[Query, ...]


class Any(msgspec.Struct, frozen=True):
    """At least one of what is asked holds."""

    of: tuple[Query, ...]


Query = Is | Begins | Within | Has | Word | Not | All | Any
