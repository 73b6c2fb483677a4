"""Sentences: what a recipe does, in plain words, and what is doubtful about it."""

from __future__ import annotations

from collections.abc import Iterator

from spotter.contracts.recipes import Recipe, Step
from spotter.contracts.selections import SelectVariance
from spotter.contracts.steps import (
    Balance,
    DropColumns,
    DropRows,
    Fill,
    FillNeighbours,
    FillNetwork,
    Learned,
    ReplaceOutliers,
    Resample,
    Scaling,
    SmoothLinear,
    SmoothMedian,
    SmoothSavgol,
)
from spotter.domain.recipes.options import LIVE, options, step_name
from spotter.domain.recipes.reading import named
from spotter.domain.recipes.words import WORDS

_PARAMETERS = {option.step: option.parameters for option in options()}


def explain(recipe: Recipe) -> list[str]:
    """Say each step in plain words: what, on which columns, how, and whether it can be live."""
    return [_said(at, step) for at, step in enumerate(recipe.steps, 1)]


def doubts(recipe: Recipe) -> list[str]:
    """Say what is allowed and probably not meant."""
    return [*_about_holes(recipe), *_about_scales(recipe), *_about_time(recipe), *_about_engines(recipe)]


def not_live(recipe: Recipe) -> list[str]:
    """Say which steps keep a model from scoring live, and why; nothing where all can be."""
    return [
        f"{named(at, step)} cannot be live: {_why(step)}"
        for at, step in enumerate(recipe.steps, 1)
        if isinstance(step, SmoothSavgol) or (_is_windowed(step) and not getattr(step, "causal", True))
    ]


def _why(step: Step) -> str:
    if isinstance(step, SmoothSavgol):
        return (
            "it needs rows in even steps, which live readings are not; smooth_linear with causal: true can be"
        )
    return "it looks into the future; set causal: true"


def _said(at: int, step: Step) -> str:
    name = step_name(type(step))
    words = WORDS[name]
    where = f"in {', '.join(step.columns)}" if step.columns else "in all numeric features"
    how = "; ".join(
        f"{parameter.meaning}: {_value(getattr(step, parameter.name))}"
        for parameter in _PARAMETERS[name]
        if parameter.name not in {"columns", "seed"} and getattr(step, parameter.name) is not False
    )
    live = LIVE[words.live]
    if _is_windowed(step):
        live = (
            "live too, from the earlier rows of the device"
            if getattr(step, "causal", True)
            else "in files only"
        )
    detail = f" ({how})" if how else ""
    return f"{at}. {name}: {words.meaning}, {where}{detail}. [{live}]"


def _value(value: object) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, tuple):
        return ", ".join(map(str, value))
    return f"{value:g}" if isinstance(value, float) else str(value)


def _is_windowed(step: Step) -> bool:
    return isinstance(step, SmoothLinear | SmoothMedian | ReplaceOutliers)


def _about_holes(recipe: Recipe) -> Iterator[str]:
    filled = False
    for at, step in enumerate(recipe.steps, 1):
        filled = filled or isinstance(step, Fill | Learned)
        family = WORDS[step_name(type(step))].family
        if family.startswith("selection") and not filled and not isinstance(step, SelectVariance):
            yield f"{named(at, step)} needs every cell, and no step before it fills missing ones"
        if isinstance(step, DropRows) and filled:
            yield f"{named(at, step)} comes after a step that filled the cells, so it drops nothing there"
        if isinstance(step, DropColumns) and filled:
            yield f"{named(at, step)} comes after a step that filled the cells, so it drops nothing there"


def _about_scales(recipe: Recipe) -> Iterator[str]:
    scaled = 0
    for at, step in enumerate(recipe.steps, 1):
        if isinstance(step, FillNeighbours) and not scaled:
            yield f"{named(at, step)} before any scaling: columns with large numbers decide alone who is near"
        if isinstance(step, Scaling):
            if scaled and not step.columns:
                yield f"{named(at, step)} scales again what step {scaled} scaled"
            scaled = at


def _about_time(recipe: Recipe) -> Iterator[str]:
    yield from not_live(recipe)
    for at, step in enumerate(recipe.steps, 1):
        if isinstance(step, DropRows | Resample | Balance):
            yield f"{named(at, step)} touches training rows only; rows to be scored all stay as they come"


def _about_engines(recipe: Recipe) -> list[str]:
    return [
        f"{named(at, step)}: engine torch works on the command line with spotter[deep], not on the platform"
        for at, step in enumerate(recipe.steps, 1)
        if isinstance(step, FillNetwork) and step.engine == "torch"
    ]
