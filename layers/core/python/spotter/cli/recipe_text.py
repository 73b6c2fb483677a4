"""`spotter recipe options|lint|explain|schema`: recipes as text."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from spotter.cli.files import mapping_of
from spotter.cli.show import AsJson, show, show_list, tell
from spotter.errors import Invalid

if TYPE_CHECKING:
    from spotter.contracts.recipes import Recipe

File = Annotated[
    Path, typer.Argument(help="JSON or YAML: {steps: [{step: fill_median}, ...]}; - is standard input.")
]


def options(
    step: Annotated[str | None, typer.Argument(help="Only this step, with its parameters.")] = None,
    *,
    as_json: AsJson = False,
) -> None:
    """List every step that a recipe can have: what it does, when to use it, what can be set."""
    from spotter.domain.recipes.options import options as all_options

    found = [each for each in all_options() if step in (None, each.step)]
    if not found:
        raise Invalid(f"there is no step {step}; spotter recipe options lists them")
    answer = {"steps": [_plain(each) for each in found]}
    if step is None:
        show_list(answer, answer["steps"], ("step", "family", "meaning", "use", "live"), as_json=as_json)
        return
    parameters = answer["steps"][0]["parameters"]
    tell(f"{step}: {found[0].meaning}; {found[0].use} [{found[0].live}]")
    show_list(answer, parameters, ("name", "default", "meaning"), as_json=as_json)


def lint(file: File, *, as_json: AsJson = False) -> None:
    """Check a recipe without data: what cannot be meant is refused, what is doubtful is said."""
    from spotter.domain.recipes.sentences import doubts

    found = doubts(recipe_in(file))
    if as_json:
        show({"doubts": found}, as_json=True)
        return
    for each in found:
        typer.echo(f"note: {each}")
    typer.echo(f"{file} can be used")


def explain(file: File, *, as_json: AsJson = False) -> None:
    """Say in plain words what a recipe does."""
    from spotter.domain.recipes.sentences import explain as explained

    said = explained(recipe_in(file))
    if as_json:
        show({"steps": said}, as_json=True)
        return
    for sentence in said:
        typer.echo(sentence)


def schema() -> None:
    """Give the JSON Schema of a recipe, for editors that check while one writes."""
    import msgspec

    from spotter.contracts.recipes import Recipe

    show(msgspec.json.schema(Recipe), as_json=True)


def recipe_in(file: Path) -> Recipe:
    """Read a recipe from a file."""
    from spotter.domain.recipes.reading import recipe_of

    return recipe_of(mapping_of(file))


def _plain(option: Any) -> dict[str, Any]:  # noqa: ANN401 - a named tuple of named tuples
    return {**option._asdict(), "parameters": [each._asdict() for each in option.parameters]}
