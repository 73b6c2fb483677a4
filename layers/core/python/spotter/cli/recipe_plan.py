"""`spotter recipe plan`: what a recipe would need on a version, and the query for Athena."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from spotter.cli.client import Json
from spotter.cli.files import write_text
from spotter.cli.recipe_run import kept_recipe
from spotter.cli.session import platform
from spotter.cli.show import AsJson, show, show_list, tell
from spotter.errors import Invalid

_STEPS = ("at", "step", "applies", "learns", "sql")


def plan(
    recipe: Annotated[
        str, typer.Argument(help="NAME or NAME@VERSION of a kept recipe, or a file, which is kept first.")
    ],
    *,
    dataset: Annotated[str, typer.Option(help="NAME or NAME@VERSION; the current version if left out.")],
    sql: Annotated[
        Path | None, typer.Option(help="Write the query for Athena here, and its table as <name>.table.sql.")
    ] = None,
    label: Annotated[str | None, typer.Option(help="Column to predict.")] = None,
    group: Annotated[str | None, typer.Option(help="Whose a row is; device where extracted.")] = None,
    at: Annotated[str | None, typer.Option("--time", help="When it was; at where extracted.")] = None,
    drop: Annotated[str, typer.Option(help="Columns that go on as they are, separated by commas.")] = "",
    as_json: AsJson = False,
) -> None:
    """Tell where each step would be done, whether one function holds the version, and write the query."""
    api = platform()
    name, _, version = dataset.partition("@")
    asides = [each for each in map(str.strip, drop.split(",")) if each]
    body: Json = {"recipe": kept_recipe(api, recipe), "label": label, "group": group, "time": at}
    body["drop"] = asides
    answer = api.post("datasets", name, "versions", version or "current", "preparation-plans", body=body)
    if sql is not None:
        if not answer["query"]:
            raise Invalid(str(answer["sql"]), field="sql")
        write_text(sql, answer["query"])
        write_text(sql.with_suffix(".table.sql"), answer["table"])
        answer |= {"query": str(sql), "table": str(sql.with_suffix(".table.sql"))}
    if as_json:
        show(answer, as_json=True)
        return
    show_list(answer, answer["steps"], _STEPS, as_json=False)
    told = {key: value for key, value in answer.items() if key not in {"steps", "query", "table"}}
    show(told, as_json=False)
    for field, way in (("distributed", "beside one another"), ("sql", "on Athena")):
        if answer[field]:
            tell(f"not {way}: {answer[field]}")
