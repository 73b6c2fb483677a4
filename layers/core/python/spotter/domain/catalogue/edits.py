"""Changing what is known of a thing: all of an edit or nothing of it."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable
from datetime import datetime

import msgspec

from spotter.contracts.catalogue import (
    ATTRIBUTE_PATTERN,
    LONGEST_TEXT,
    MOST_TRIPLES,
    TIME,
    Edit,
    Entry,
    Kind,
    Triple,
)
from spotter.domain.catalogue.telling import LIBRARY
from spotter.errors import Invalid

SITE = "site"
"""What the platform may say more than once: a dataset may be of several sites."""

KNOWN = frozenset(
    {
        "id",
        "kind",
        "name",
        "version",
        "title",
        "made_by",
        "made_at",
        "changed_at",
        "files",
        "size",
        SITE,
        "is",
    }
)
"""What the platform says of every thing itself, and `missing`, which is a question."""


def edited(entry: Entry, edit: Edit) -> tuple[Triple, ...]:
    """Give the triples of a thing after an edit, in a settled order.

    Raises:
        Invalid: a triple cannot be, or is the platform's; the sentence names it.
    """
    for triple in (*edit.set, *edit.add):
        checked_triple(triple)
    _refuse_recorded(entry, edit)
    _refuse_unknown(entry, edit)
    gone = {*edit.drop, *(triple.attribute for triple in edit.set)}
    kept = [each for each in entry.triples if each.attribute not in gone and each not in edit.remove]
    return settled([*kept, *edit.set, *edit.add])


BY_HAND = (Kind.NOTEBOOK, Kind.CODE, Kind.REPORT, Kind.DATASET, Kind.MODEL)
"""What people put in; everything else is made by the platform, and enters by itself."""

VERSION_PATTERN = r"^[A-Za-z0-9][A-Za-z0-9._-]{0,99}$"


def checked_addition(entry: Entry) -> Entry:
    """Check that a person may put a thing in so, and give it back.

    Raises:
        Invalid: it is of a kind that the platform makes, or its version cannot be.
    """
    if entry.kind not in BY_HAND:
        sentence = f"a {entry.kind} enters the catalogue by itself; put in {', '.join(BY_HAND)}"
        raise Invalid(sentence, field="kind")
    if re.fullmatch(VERSION_PATTERN, entry.version) is None:
        raise Invalid(
            "a version is 1 to 100 letters, digits and . _ -, a letter or digit first", field="version"
        )
    if entry.kind is Kind.CODE and entry.name == LIBRARY:
        raise Invalid(f"code {LIBRARY} is the platform's own; take another name", field="name")
    return entry


def _refuse_recorded(entry: Entry, edit: Edit) -> None:
    """What the platform found out stays as it is; people may put another value beside it."""
    own = {triple.attribute for triple in entry.recorded}
    wrong = own & {*edit.drop, *(triple.attribute for triple in edit.set)}
    wrong |= {triple.attribute for triple in edit.remove if triple in entry.recorded}
    if wrong:
        raise _wrong(min(wrong), "the platform says this itself; add a value beside it, or take another name")


def _refuse_unknown(entry: Entry, edit: Edit) -> None:
    """A name that is not there was mistyped: nothing would be taken out, and nobody would notice."""
    known = {triple.attribute for triple in entry.triples}
    if unknown := {*edit.drop} - known:
        raise _wrong(
            min(unknown), f"nothing is said by this name; there is {', '.join(sorted(known)) or 'nothing'}"
        )


def settled(triples: Iterable[Triple]) -> tuple[Triple, ...]:
    """Put triples in an order of their own, each once.

    Raises:
        Invalid: there are too many.
    """
    unique = {msgspec.json.encode(triple): triple for triple in triples}
    if len(unique) > MOST_TRIPLES:
        raise Invalid(f"a thing has at most {MOST_TRIPLES} triples, not {len(unique):,}", field="triples")
    return tuple(unique[text] for text in sorted(unique))


def checked_triple(triple: Triple, *, by_platform: bool = False) -> Triple:
    """Check that a triple can be, and give it back; the platform may say of which sites something is.

    Raises:
        Invalid: it cannot; the sentence says why.
    """
    name, value = triple.attribute, triple.value
    if re.fullmatch(ATTRIBUTE_PATTERN, name) is None:
        raise _wrong(name, "an attribute is 1 to 63 lower-case letters, digits and _ . -, a letter first")
    if (name in KNOWN or name == "missing") and not (by_platform and name == SITE):
        raise _wrong(name, "the platform says this itself; take another name")
    if isinstance(value, float) and not math.isfinite(value):
        raise _wrong(name, "a number has to be finite; leave out what is not known")
    if isinstance(value, str) and not 0 < len(value) <= LONGEST_TEXT:
        raise _wrong(name, f"a text has 1 to {LONGEST_TEXT:,} characters")
    if triple.unit == TIME and not _is_time(value):
        raise _wrong(name, "a time is a text with its zone, such as 2026-11-24T09:00:00Z")
    return triple


def _is_time(value: bool | float | str) -> bool:  # noqa: FBT001 - the value of a triple
    try:
        return isinstance(value, str) and datetime.fromisoformat(value).tzinfo is not None
    except ValueError:
        return False


def _wrong(name: str, remedy: str) -> Invalid:
    return Invalid(f"{name[:80]}: {remedy}", field=f"triples.{name[:80]}")
