"""How a recorder says what it knows of a thing: triples, ids and the two ends of a lineage.

`parent` names what a thing was made from, `made` what a run made; both are ids of things.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from datetime import datetime

from spotter.contracts.catalogue import LONGEST_TEXT, TIME, Kind, Triple

PARENT = "parent"
MADE = "made"
LINKS = (PARENT, MADE)

Said = bool | float | str | datetime | tuple[float | str, str] | None
"""A value, a value with its unit, or None for what is not known."""

LIBRARY = "spotter"
"""The name of the code of this library among code."""


def thing_id(kind: Kind, name: str, version: object) -> str:
    """Name a thing.

    >>> thing_id(Kind.RECIPE, "fill", 3)
    'recipe/fill/3'
    """
    return f"{kind}/{name}/{version}"


def code_id(digest: str) -> str:
    """Name a version of the code of this library."""
    return thing_id(Kind.CODE, LIBRARY, digest)


def recipe_id(label: str) -> str:
    """Name a recipe as the catalogue does.

    >>> recipe_id("fill@3")
    'recipe/fill/3'
    """
    name, _, version = label.partition("@")
    return thing_id(Kind.RECIPE, name, version)


def triples_of(named: Mapping[str, Said] | None = None, **said: Said) -> tuple[Triple, ...]:
    """Make triples of what a recorder knows; what is None or no finite number is left out.

    >>> triples_of(rows=3, drift=None, span=(2.5, "h"))
    (Triple(attribute='rows', value=3.0, unit=None), Triple(attribute='span', value=2.5, unit='h'))
    """
    return tuple(
        triple
        for name, value in {**said, **(named or {})}.items()
        if (triple := _triple(name, value)) is not None
    )


def linked(attribute: str, ids: Iterable[str | None]) -> tuple[Triple, ...]:
    """Make a triple of each id that is known; `attribute` is PARENT or MADE."""
    return tuple(Triple(attribute, id_) for id_ in ids if id_)


def each_of(attribute: str, values: Iterable[str]) -> tuple[Triple, ...]:
    """Make a triple of each text, for an attribute that has several values."""
    return tuple(Triple(attribute, value[:LONGEST_TEXT]) for value in values if value)


def _triple(name: str, said: Said) -> Triple | None:
    value, unit = said if isinstance(said, tuple) else (said, None)
    match value:
        case None | "":
            return None
        case datetime():
            return Triple(name, value.isoformat(), TIME)
        case bool():
            return Triple(name, value, unit)
        case str():
            return Triple(name, value[:LONGEST_TEXT], unit)
        case _:
            return Triple(name, float(value), unit) if math.isfinite(value) else None
