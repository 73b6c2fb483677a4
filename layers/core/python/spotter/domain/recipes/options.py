"""What a recipe can be made of: every step with its meaning, when to use it, and whether it can be live."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple, get_args

import msgspec

from spotter.contracts.recipes import Step
from spotter.domain.recipes.words import PARAMETERS, WORDS, Live

LIVE: dict[Live, str] = {
    "row": "live too, for each row by itself",
    "window": "live too, from the earlier rows of the device, while it is causal; otherwise in files only",
    "training": "training rows only; rows to be scored all stay",
    "files": "in files only, as it needs whole rows in even steps",
}


class Parameter(NamedTuple):
    """One thing that can be set: its default (None where it must be given) and what it means."""

    name: str
    default: Any
    meaning: str


class Option(NamedTuple):
    """One step that a recipe can have."""

    step: str
    family: str
    meaning: str
    use: str
    live: str
    parameters: tuple[Parameter, ...]


def options() -> Iterator[Option]:
    """Give every step, in the order of the families."""
    for kind in kinds():
        name = step_name(kind)
        words = WORDS[name]
        yield Option(name, words.family, words.meaning, words.use, LIVE[words.live], _parameters(kind))


def kinds() -> tuple[type[msgspec.Struct], ...]:
    """Give the types of all steps."""
    return get_args(Step)


def step_name(kind: type[msgspec.Struct]) -> str:
    """Give the name of a step in recipes.

    >>> [step_name(kind) for kind in kinds()][0]
    'drop_rows'
    """
    return str(kind.__struct_config__.tag)


def _parameters(kind: type[msgspec.Struct]) -> tuple[Parameter, ...]:
    name = step_name(kind)
    return tuple(
        Parameter(
            field.name,
            None if field.default is msgspec.NODEFAULT else field.default,
            PARAMETERS.get(f"{name}.{field.name}") or PARAMETERS[field.name],
        )
        for field in sorted(msgspec.structs.fields(kind), key=lambda field: field.name == "columns")
    )
