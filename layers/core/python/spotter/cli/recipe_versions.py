"""`spotter recipe put|list|show`: the recipes that the platform keeps."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import msgspec
import typer

from spotter.cli.client import Json
from spotter.cli.recipe_text import recipe_in
from spotter.cli.session import platform
from spotter.cli.show import AsJson, show_list, tell

Name = Annotated[str, typer.Argument(help="The recipe's name, for example fill.")]


def put(
    name: Name,
    file: Annotated[Path, typer.Argument(help="JSON or YAML: {steps: [{step: fill_median}, ...]}.")],
    *,
    as_json: AsJson = False,
) -> None:
    """Keep a recipe as the next version of its name; what the latest says already makes none."""
    recipe = recipe_in(file)
    steps = msgspec.to_builtins(recipe)["steps"]
    _show(platform().put("recipes", name, body={"steps": steps, "about": recipe.about}), as_json=as_json)


def list_recipes(*, as_json: AsJson = False) -> None:
    """List the latest version of each recipe."""
    answer = platform().get("recipes")
    rows = [
        {**each, "steps": [step["step"] for step in each["recipe"]["steps"]]} for each in answer["recipes"]
    ]
    show_list(answer, rows, ("name", "version", "steps", "put_by", "put_at"), as_json=as_json)


def show_recipe(
    name: Name,
    *,
    version: Annotated[int | None, typer.Option(help="Which version; the latest when left out.")] = None,
    as_json: AsJson = False,
) -> None:
    """Show what a recipe does in plain words."""
    _show(platform().get("recipes", name, version=version), as_json=as_json)


def _show(answer: Json, *, as_json: bool) -> None:
    rows = [{f"{answer['name']}@{answer['version']}": sentence} for sentence in answer["explained"]]
    show_list(answer, rows, (f"{answer['name']}@{answer['version']}",), as_json=as_json)
    for doubt in answer["doubts"]:
        tell(f"note: {doubt}")
