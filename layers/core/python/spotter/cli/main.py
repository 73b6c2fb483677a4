"""The `spotter` command."""

from __future__ import annotations

import sys
from typing import NoReturn

import typer

from spotter.cli import (
    alarm,
    catalogue,
    contact,
    dataset,
    deep,
    device,
    exposure,
    feature,
    gateway,
    heartbeat,
    incident,
    label,
    lines,
    model,
    profile,
    readings,
    recipe,
    rota,
    rules,
    site,
    study,
    user,
    worker,
    zone,
)
from spotter.cli.login import login
from spotter.cli.predict import predict
from spotter.cli.publish import publish
from spotter.cli.replay import replay, simulate
from spotter.cli.stack import stack
from spotter.cli.train import train
from spotter.errors import Invalid, NotFound, SpotterError, WrongState

commands = typer.Typer(
    help="Spotter watches over the workers of a high-risk site.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)
for _command in (stack, login, publish, replay, simulate, train, predict):
    commands.command()(_command)
for _name, _group in {
    "site": site,
    "user": user,
    "contact": contact,
    "rota": rota,
    "heartbeat": heartbeat,
    "zone": zone,
    "worker": worker,
    "profile": profile,
    "device": device,
    "gateway": gateway,
    "readings": readings,
    "alarm": alarm,
    "exposure": exposure,
    "dataset": dataset,
    "incident": incident,
    "label": label,
    "line": lines,
    "model": model,
    "deep": deep,
    "recipe": recipe,
    "study": study,
    "rules": rules,
    "catalogue": catalogue,
    "feature": feature,
}.items():
    commands.add_typer(_group.app, name=_name)


def app(words: list[str] | None = None) -> NoReturn:
    """Run the command; what went wrong becomes one sentence, and 2 where asking differently would help."""
    try:
        commands(words)
    except SpotterError as err:
        sys.stderr.write(f"spotter: {err.sentence}\n")
        sys.exit(2 if isinstance(err, Invalid | NotFound | WrongState) else 1)
    except OSError as err:
        if err.filename is None:
            raise
        sys.stderr.write(f"spotter: {err.filename}: {err.strerror}; name another file or folder\n")
        sys.exit(2)
    sys.exit(0)
