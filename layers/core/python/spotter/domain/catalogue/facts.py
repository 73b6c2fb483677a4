"""What can be searched of a thing: its own triples and what the platform knows by itself."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, datetime

from spotter.contracts.catalogue import TIME, Entry, Triple

Value = bool | float | datetime | str
Fact = tuple[str, Value]
_WORD = re.compile(r"\w+")


def facts(entry: Entry) -> Iterator[Fact]:
    """Give every attribute and value of a thing."""
    yield "id", entry.id
    yield "kind", entry.kind.value
    yield "name", entry.name
    yield "version", entry.version
    yield "title", entry.title
    yield "made_by", entry.made_by
    yield "made_at", entry.made_at
    yield "changed_at", entry.changed_at
    yield "files", float(len(entry.files))
    yield "size", float(sum(file.size for file in entry.files))
    if entry.site is not None:
        yield "site", entry.site
    if entry.retired is not None:
        yield "is", "retired"
    for triple in entry.triples:
        yield triple.attribute, _value(triple)


def words(entry: Entry) -> frozenset[str]:
    """Give the words of a thing's texts, in lower case.

    A hyphenated name gives its parts: `north-pit` is found by `north` and by `pit`.
    """
    return frozenset(word for _, value in facts(entry) if isinstance(value, str) for word in words_of(value))


def words_of(text: str) -> list[str]:
    """Split a text into words.

    >>> words_of("North-pit: CH4 0.5 %")
    ['north', 'pit', 'ch4', '0', '5']
    """
    return _WORD.findall(text.casefold())


def as_text(value: Value) -> str:
    """Write a value as somebody would type it to find it, in lower case.

    >>> as_text(True), as_text(10.0), as_text(0.5), as_text("North")
    ('true', '10', '0.5', 'north')
    """
    match value:
        case bool():
            return "true" if value else "false"
        case float():
            return str(int(value)) if value.is_integer() and abs(value) < 2**53 else repr(value)
        case datetime():
            return value.astimezone(UTC).isoformat().replace("+00:00", "z").casefold()
        case _:
            return value.casefold()


def as_number(value: Value) -> float | None:
    """Give what a value is compared by with numbers; None when it is no number."""
    return value if isinstance(value, float) else None


def as_seconds(value: Value) -> float | None:
    """Give what a value is compared by with times, in seconds since 1970; None when it is no time."""
    return value.timestamp() if isinstance(value, datetime) else None


def _value(triple: Triple) -> Value:
    if triple.unit == TIME and isinstance(triple.value, str):
        return datetime.fromisoformat(triple.value)
    return triple.value
