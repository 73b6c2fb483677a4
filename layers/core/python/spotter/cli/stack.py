"""`spotter stack`: the offline stack of a checkout."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import Annotated, Literal

import typer

import spotter.cli
from spotter.errors import Invalid

Action = Literal["up", "down", "status", "logs"]


def stack(
    action: Annotated[Action, typer.Argument(help="What to do with the stack.")],
    *,
    state: Annotated[Path | None, typer.Option(help="Folder that holds the stack's state.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Answer in JSON.")] = False,
) -> None:
    """Start, stop, show or follow the local stack: the whole platform on this machine, offline."""
    command = [sys.executable, "-m", "infra.local.stack", action]
    command += ["--state", str(state.resolve())] if state else []
    command += ["--json"] if as_json else []
    raise typer.Exit(subprocess.run(command, cwd=checkout(), check=False).returncode)  # noqa: S603 - our own words


def checkout() -> Path:
    """Find the checkout that this library belongs to.

    Raises:
        Invalid: the library was installed without one.
    """
    root = Path(spotter.cli.__file__).parents[5]
    if not (root / "template.yaml").is_file():
        raise Invalid("the local stack lives in a checkout of the project; run this from its .venv")
    return root
