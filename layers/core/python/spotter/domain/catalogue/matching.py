"""Whether a thing is what somebody asks for: the definition that every index has to agree with."""

from __future__ import annotations

from datetime import datetime
from typing import assert_never

from spotter.contracts.catalogue import Entry
from spotter.domain.catalogue.facts import Value, as_number, as_seconds, as_text, facts, words
from spotter.domain.catalogue.query import All, Any, Begins, Has, Is, Not, Query, Within, Word


def matches(query: Query, entry: Entry) -> bool:  # noqa: PLR0911 - a line for each kind of question
    """Tell whether a thing is what is asked for."""
    match query:
        case Is(attribute, text):
            return any(as_text(value) == text.casefold() for value in _values(entry, attribute))
        case Begins(attribute, text):
            texts = (value for value in _values(entry, attribute) if isinstance(value, str))
            return any(value.casefold().startswith(text.casefold()) for value in texts)
        case Within():
            return any(_lies(value, query) for value in _values(entry, query.attribute))
        case Has(attribute):
            return bool(_values(entry, attribute))
        case Word(text, is_prefix):
            if is_prefix:
                return any(word.startswith(text.casefold()) for word in words(entry))
            return text.casefold() in words(entry)
        case Not(of):
            return not matches(of, entry)
        case All(of):
            return all(matches(each, entry) for each in of)
        case Any(of):
            return any(matches(each, entry) for each in of)
        case _:
            assert_never(query)


def _values(entry: Entry, attribute: str) -> list[Value]:
    return [value for name, value in facts(entry) if name == attribute]


def _lies(value: Value, query: Within) -> bool:
    is_time = isinstance(query.low, datetime) or isinstance(query.high, datetime)
    found = as_seconds(value) if is_time else as_number(value)
    if found is None:
        return False
    low, high = bounds(query)
    above = low is None or found > low or (query.with_low and found == low)
    below = high is None or found < high or (query.with_high and found == high)
    return above and below


def bounds(query: Within) -> tuple[float | None, float | None]:
    """Give the two ends as numbers: times in seconds since 1970."""
    return _end(query.low), _end(query.high)


def _end(end: float | datetime | None) -> float | None:
    return end.timestamp() if isinstance(end, datetime) else end
