"""An immutable part of the index: things in the order of their changes, and columns over their facts."""

from __future__ import annotations

from array import array
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple, assert_never

import msgspec
from pyroaring import BitMap

from spotter.adapters.roaring.columns import Column, SavedColumn, begins, union
from spotter.contracts.catalogue import Entry
from spotter.domain.catalogue.facts import Value, as_number, as_seconds, as_text, facts, words
from spotter.domain.catalogue.matching import bounds
from spotter.domain.catalogue.query import All, Any, Begins, Has, Is, Not, Query, Within, Word


class Attribute(NamedTuple):
    """What is known of one attribute: its texts, its numbers, its times, and how the last two are spelt."""

    texts: Column[str]
    spellings: Column[str]
    numbers: Column[float]
    times: Column[float]


class Segment:
    """Finds rows by set algebra over the slices of columns; a row is a place in `ids`."""

    def __init__(
        self, ids: list[str], numbers: array[int], attributes: dict[str, Attribute], words: Column[str]
    ) -> None:
        self.ids = ids
        self._numbers = numbers
        self._attributes = attributes
        self._words = words
        self._every = BitMap(range(len(ids)))
        self.replaced = BitMap()

    @classmethod
    def of(cls, entries: Sequence[Entry]) -> Segment:
        """Index things; they may come in any order."""
        ordered = sorted(entries, key=lambda entry: entry.number)
        collected: dict[str, _Collected] = defaultdict(_Collected)
        spoken: dict[str, array[int]] = defaultdict(lambda: array("I"))
        for row, entry in enumerate(ordered):
            for attribute, value in facts(entry):
                collected[attribute].add(value, row)
            for word in words(entry):
                spoken[word].append(row)
        attributes = {name: found.columns() for name, found in collected.items()}
        numbers = array("Q", [entry.number for entry in ordered])
        return cls([entry.id for entry in ordered], numbers, attributes, Column.of(spoken))

    def replace(self, id_: str) -> None:
        """Forget a thing that is known better elsewhere."""
        self.replaced |= self._is("id", id_.casefold())

    def find(self, query: Query) -> BitMap:
        """Give the rows of what is asked for, without those that were replaced."""
        return self._rows(query) - self.replaced

    def page(self, found: BitMap, *, before: int | None, limit: int) -> list[tuple[int, str]]:
        """Give change and id of the last rows that were found, the last changed first."""
        end = len(self.ids) if before is None else bisect_left(self._numbers, before)
        last = found[max(0, found.rank(end - 1) - limit) : found.rank(end - 1)] if end else BitMap()
        return [(self._numbers[row], self.ids[row]) for row in reversed(list(last))]

    def _rows(self, query: Query) -> BitMap:  # noqa: PLR0911 - a line for each kind of question
        match query:
            case Is(attribute, text):
                return self._is(attribute, text.casefold())
            case Begins(attribute, text):
                known = self._attributes.get(attribute)
                return BitMap() if known is None else begins(known.texts, text.casefold())
            case Within():
                return self._within(query)
            case Has(attribute):
                known = self._attributes.get(attribute)
                return (
                    BitMap()
                    if known is None
                    else union(column.between(None, None) for column in (known.texts, known.spellings))
                )
            case Word(text, is_prefix):
                return (
                    begins(self._words, text.casefold()) if is_prefix else self._words.equal(text.casefold())
                )
            case Not(of):
                return self._every - self._rows(of)
            case All(of):
                return BitMap.intersection(self._every, *map(self._rows, of))
            case Any(of):
                return union(map(self._rows, of))
            case _:
                assert_never(query)

    def _is(self, attribute: str, text: str) -> BitMap:
        known = self._attributes.get(attribute)
        return BitMap() if known is None else known.texts.equal(text) | known.spellings.equal(text)

    def _within(self, query: Within) -> BitMap:
        known = self._attributes.get(query.attribute)
        if known is None:
            return BitMap()
        is_time = isinstance(query.low, datetime) or isinstance(query.high, datetime)
        low, high = bounds(query)
        column = known.times if is_time else known.numbers
        return column.between(low, high, with_low=query.with_low, with_high=query.with_high)

    def saved(self) -> SavedSegment:
        """Write the segment down."""
        attributes = {
            name: (known.texts.saved(), known.spellings.saved(), known.numbers.saved(), known.times.saved())
            for name, known in self._attributes.items()
        }
        return SavedSegment(
            self.ids, self._numbers.tobytes(), attributes, self._words.saved(), self.replaced.serialize()
        )


SavedAttribute = tuple[SavedColumn[str], SavedColumn[str], SavedColumn[float], SavedColumn[float]]


class SavedSegment(msgspec.Struct, frozen=True, array_like=True):
    """A segment as it is stored."""

    ids: list[str]
    numbers: bytes
    attributes: dict[str, SavedAttribute]
    words: SavedColumn[str]
    replaced: bytes

    def restored(self) -> Segment:
        """Read the segment."""
        numbers = array("Q")
        numbers.frombytes(self.numbers)
        attributes = {
            name: Attribute(texts.restored(), spelt.restored(), measured.restored(), timed.restored())
            for name, (texts, spelt, measured, timed) in self.attributes.items()
        }
        segment = Segment(self.ids, numbers, attributes, self.words.restored())
        segment.replaced = BitMap.deserialize(self.replaced)
        return segment


class _Collected:
    """The rows of each value of an attribute while a segment is made."""

    def __init__(self) -> None:
        self._texts: dict[str, array[int]] = defaultdict(lambda: array("I"))
        self._spellings: dict[str, array[int]] = defaultdict(lambda: array("I"))
        self._numbers: dict[float, array[int]] = defaultdict(lambda: array("I"))
        self._times: dict[float, array[int]] = defaultdict(lambda: array("I"))

    def add(self, value: Value, row: int) -> None:
        (self._texts if isinstance(value, str) else self._spellings)[as_text(value)].append(row)
        number, seconds = as_number(value), as_seconds(value)
        if number is not None:
            self._numbers[number].append(row)
        if seconds is not None:
            self._times[seconds].append(row)

    def columns(self) -> Attribute:
        return Attribute(
            Column.of(self._texts),
            Column.of(self._spellings),
            Column.of(self._numbers),
            Column.of(self._times),
        )
