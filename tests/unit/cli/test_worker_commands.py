"""`spotter worker`: what it asks the platform for, and what it shows."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from typer.testing import CliRunner

from spotter.cli.main import commands

if TYPE_CHECKING:
    from unit.cli.conftest import Pretender

KIM = {"name": "kim", "born": 1978, "erased": False, "by": "olga", "at": "2026-11-24T09:00:00Z"}


@pytest.mark.parametrize(
    ("words", "asked"),
    [
        (["put", "kim", "--born", "1978"], ("PUT", "/v1/workers/kim", {"born": 1978})),
        (["show", "kim"], ("GET", "/v1/workers/kim", None)),
        (["erase", "kim"], ("DELETE", "/v1/workers/kim", None)),
    ],
)
def test_a_command_asks_for_its_route(
    signed_in: Pretender, words: list[str], asked: tuple[str, str, object]
) -> None:
    signed_in.answers["/v1/workers/kim"] = (200, KIM)

    done = CliRunner().invoke(commands, ["worker", *words])

    assert done.exit_code == 0, done.output
    assert signed_in.asked == [asked]
    assert "1978" in done.output


def test_workers_are_listed(signed_in: Pretender) -> None:
    signed_in.answers["/v1/workers"] = (200, {"workers": [KIM]})

    done = CliRunner().invoke(commands, ["worker", "list", "--json"])

    assert '"born": 1978' in done.output
