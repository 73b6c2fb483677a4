"""`spotter gateway deploy` and `update`: what they order, and what they tell of an order."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from typer.testing import CliRunner

from spotter.cli.main import commands
from spotter.errors import SpotterError

if TYPE_CHECKING:
    from unit.cli.conftest import Pretender

ORDERED = {"job": "j-1", "sha256": "ab" * 32, "size": 7}


def run(*words: str) -> str:
    done = CliRunner().invoke(commands, ["gateway", *words], catch_exceptions=False)
    assert done.exit_code == 0, done.output
    return done.stdout


def test_deploy_orders_what_the_platform_knows_unless_there_is_a_file(
    signed_in: Pretender, tmp_path: Path
) -> None:
    rules = tmp_path / "manifest.json"
    rules.write_text('{"a": 1}')
    signed_in.answers["/v1/gateways/gate-1/updates/manifest"] = (201, ORDERED)

    told = [
        json.loads(run("deploy", "gate-1", "--json")),
        json.loads(run("deploy", "gate-1", "--file", str(rules), "--json")),
    ]

    assert told == [ORDERED, ORDERED]
    path = "/v1/gateways/gate-1/updates/manifest"
    assert signed_in.asked == [("POST", path, None), ("POST", path, {"a": 1})]


def test_an_order_that_failed_says_why(signed_in: Pretender) -> None:
    reason = "the content has the digest abc, not def"
    signed_in.answers["/v1/gateways/gate-1/updates/j-1"] = (200, {"status": "FAILED", "reason": reason})

    told = run("update", "gate-1", "j-1")

    assert "FAILED" in told
    assert reason in told


def test_a_file_that_is_not_there_and_a_gateway_that_is_not_are_told(signed_in: Pretender) -> None:
    signed_in.answers["/v1/gateways/gate-9/updates/model"] = (
        404,
        {"code": "not_found", "detail": "no gate-9"},
    )
    refused = [
        ["gateway", "deploy", "gate-1", "--file", "no-such-file"],
        ["gateway", "deploy", "gate-9", "--kind", "model", "--file", __file__],
    ]

    for words in refused:
        with pytest.raises(SpotterError):
            CliRunner().invoke(commands, words, catch_exceptions=False)
