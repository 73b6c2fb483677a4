"""`spotter recipe`: what is done to data before a model learns from it."""

from __future__ import annotations

import typer

from spotter.cli.recipe_data import apply, export, preview
from spotter.cli.recipe_plan import plan
from spotter.cli.recipe_run import report, run
from spotter.cli.recipe_text import explain, lint, options, schema
from spotter.cli.recipe_versions import list_recipes, put, show_recipe

app = typer.Typer(help="Preparation: fill, smooth, scale, select and balance, as data.", no_args_is_help=True)
for _command in (options, lint, explain, schema, preview, apply, export, put, plan, run, report):
    app.command()(_command)
app.command("list")(list_recipes)
app.command("show")(show_recipe)
