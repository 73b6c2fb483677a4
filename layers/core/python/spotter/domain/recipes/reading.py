"""Read recipes that people wrote: one clear sentence for the first thing that cannot be meant."""

from __future__ import annotations

import difflib
import hashlib
from collections.abc import Mapping
from typing import Any

import msgspec

from spotter.contracts.recipes import Recipe, Step
from spotter.contracts.steps import (
    BalanceOver,
    BalanceUnder,
    BalanceWeights,
    Resample,
    ScaleMinMax,
    ScaleRobust,
    SmoothSavgol,
)
from spotter.domain.recipes.options import kinds, step_name
from spotter.errors import Invalid

_BALANCES = (BalanceWeights, BalanceUnder, BalanceOver)


def recipe_of(said: Mapping[str, Any]) -> Recipe:
    """Read a recipe from what a JSON or YAML file holds.

    Raises:
        Invalid: it is none; the sentence names the step and what is wrong with it.
    """
    _check_names(said)
    try:
        recipe = msgspec.convert(said, Recipe)
    except msgspec.ValidationError as err:
        raise Invalid(_placed(str(err))) from err
    for at, step in enumerate(recipe.steps, 1):
        _check(at, step)
    _check_order(recipe)
    return recipe


def digest_of(recipe: Recipe) -> str:
    """Name a recipe by what it says."""
    return hashlib.sha256(msgspec.json.encode(recipe, order="deterministic")).hexdigest()


def named(at: int, step: Step) -> str:
    """Say which step is meant.

    >>> named(2, SmoothSavgol())
    'step 2 (smooth_savgol)'
    """
    return f"step {at} ({step_name(type(step))})"


def _check_names(said: Mapping[str, Any]) -> None:
    """Find unknown steps and parameters first: the decoder's words for them help nobody."""
    steps = said.get("steps")
    if not isinstance(steps, list) or not steps:
        raise Invalid("a recipe needs steps, such as steps: [{step: fill_median}]", field="steps")
    known = {step_name(kind): kind for kind in kinds()}
    for at, step in enumerate(steps, 1):
        name = step.get("step") if isinstance(step, Mapping) else None
        if not isinstance(name, str):
            raise Invalid(
                f"step {at} does not say which step it is, such as step: fill_median", field="steps"
            )
        if name not in known:
            raise Invalid(f"step {at}: there is no step {name[:80]}{_meant(name, known)}", field="steps")
        parameters = [field.name for field in msgspec.structs.fields(known[name])]
        for parameter in set(step) - {"step", *parameters}:
            sentence = (
                f"step {at} ({name}) has no parameter {str(parameter)[:80]}; it has: {', '.join(parameters)}"
            )
            raise Invalid(sentence, field="steps")


def _meant(name: str, known: Mapping[str, object]) -> str:
    close = difflib.get_close_matches(name, known, n=1)
    return f"; did you mean {close[0]}?" if close else "; spotter recipe options lists them"


def _placed(words: str) -> str:
    """Count steps from 1, as people do.

    >>> _placed("Expected `int` - at `$.steps[0].keep`")
    'step 1, keep: expected int'
    """
    what, _, place = words.partition(" - at ")
    what = what.replace("`", "")
    what = what[:1].lower() + what[1:]
    inside = place.strip("`").removeprefix("$.steps[")
    number, _, parameter = inside.partition("]")
    if not number.isdigit():
        return f"the recipe cannot be read: {words}"
    return f"step {int(number) + 1}, {parameter.lstrip('.') or 'as a whole'}: {what}"


def _check(at: int, step: Step) -> None:
    where = named(at, step)
    match step:
        case ScaleMinMax() | ScaleRobust() if step.low >= step.high:
            raise Invalid(f"{where}: low must be below high", field="steps")
        case SmoothSavgol() if step.degree >= step.rows:
            raise Invalid(f"{where}: degree must be below rows, {step.rows}", field="steps")
        case SmoothSavgol() if not step.causal and step.rows % 2 == 0:
            raise Invalid(f"{where}: rows must be odd, so that one of them is the middle", field="steps")
        case _:
            return


def _check_order(recipe: Recipe) -> None:
    numbered = list(enumerate(recipe.steps, 1))
    for at, step in numbered[1:]:
        if isinstance(step, Resample):
            raise Invalid(
                f"{named(at, step)} must come first: it changes what the rows are, before they are split",
                field="steps",
            )
    for at, step in numbered[:-1]:
        if isinstance(step, _BALANCES):
            raise Invalid(
                f"{named(at, step)} must come last: steps after it would learn from repeated or missing rows",
                field="steps",
            )
