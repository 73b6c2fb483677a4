"""How things and what is known of them are typed."""

from __future__ import annotations

from typing import Annotated

import typer

from spotter.cli.client import Json
from spotter.errors import Invalid

Thing = Annotated[str, typer.Argument(help="kind/name/version, for example dataset/falls/3.")]


def parts_of(thing: str) -> tuple[str, ...]:
    """Take the name of a thing apart."""
    parts = tuple(thing.split("/"))
    if len(parts) != 3 or not all(parts):  # noqa: PLR2004 - kind, name and version
        raise Invalid(f"a thing is named kind/name/version, for example dataset/falls/3, not {thing}")
    return parts


def triple_of(text: str) -> Json:
    """Read ATTRIBUTE=VALUE[=UNIT].

    >>> triple_of("span=2.5=h")
    {'attribute': 'span', 'value': 2.5, 'unit': 'h'}
    """
    name, equals, rest = text.partition("=")
    value, _, unit = rest.partition("=")
    if not equals or not value:
        raise Invalid(f"write ATTRIBUTE=VALUE or ATTRIBUTE=VALUE=UNIT, not {text}")
    return {"attribute": name, "value": _value(value), "unit": unit or None}


def _value(text: str) -> bool | float | str:
    if text in {"true", "false"}:
        return text == "true"
    try:
        return float(text)
    except ValueError:
        return text
