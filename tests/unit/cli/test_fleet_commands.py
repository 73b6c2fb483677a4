"""`spotter device claim` and `spotter device allow`: what they ask, keep, and never show."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from typer.testing import CliRunner

from spotter.cli.main import commands
from spotter.errors import Invalid

if TYPE_CHECKING:
    from unit.cli.conftest import Pretender

CLAIM = "ab" * 32
MADE = {
    "certificate": CLAIM,
    "site": "north-pit",
    "per_hour": 5,
    "certificate_pem": "the certificate",
    "private_key": "the key",
    "endpoint": "broker.example",
    "port": 8883,
    "template": "spotter-dev",
    "client_id": "claim~",
}
LIST = """serial,device,site,profile,tags,again
SN-1,helmet-1,north-pit,gas-helmet,zone-a;spare,
SN-2,helmet-2,north-pit,gas-helmet,,yes
SN-2,helmet-3,north-pit,gas-helmet,,
"""


def run(*words: str, given: str | None = None, code: int = 0) -> str:
    done = CliRunner().invoke(commands, ["device", *words], input=given, catch_exceptions=False)
    assert done.exit_code == code, done.output
    return done.stdout


def test_a_new_claim_is_kept_for_its_owner_only_and_its_key_is_not_shown(
    signed_in: Pretender, tmp_path: Path
) -> None:
    signed_in.answers["/v1/claims"] = (201, MADE)

    shown = run("claim", "create", "--site", "north-pit", "--per-hour", "5", "--out", str(tmp_path), "--json")

    place = tmp_path / CLAIM[:12]
    assert signed_in.asked == [("POST", "/v1/claims", {"site": "north-pit", "per_hour": 5})]
    assert "the key" not in shown
    assert json.loads(shown)["claim"] == str(place)
    assert (place / "private.key").read_text() == "the key"
    assert {each.stat().st_mode & 0o777 for each in place.iterdir()} == {0o600}
    assert json.loads((place / "claim.json").read_text())["template"] == "spotter-dev"


@pytest.mark.parametrize(
    ("words", "asked"),
    [
        (["claim", "list"], ("GET", "/v1/claims", None)),
        (["claim", "revoke", CLAIM], ("POST", f"/v1/claims/{CLAIM}/revoke", None)),
        (["allow", "list", "--site", "pit"], ("GET", "/v1/allowed?site=pit&limit=100", None)),
        (["allow", "remove", "SN-1"], ("DELETE", "/v1/allowed/SN-1", None)),
    ],
)
def test_a_command_asks_for_what_it_says(signed_in: Pretender, words: list[str], asked: Any) -> None:  # noqa: ANN401 - JSON
    signed_in.answers["/v1/claims"] = (200, {"claims": []})
    signed_in.answers["/v1/allowed"] = (200, {"serials": [], "next": None})

    run(*words, "--json")

    assert signed_in.asked == [asked]


def test_a_list_is_sent_without_the_rows_that_contradict_each_other(signed_in: Pretender) -> None:
    told = [{"row": 2, "serial": "SN-1", "outcome": "allowed", "wrong": None, "remedy": None}]
    signed_in.answers["/v1/allowed/import"] = (200, {"dry_run": True, "rows": told})

    shown = json.loads(run("allow", "import", "-", "--dry-run", "--json", given=LIST, code=1))

    ((_, _, body),) = signed_in.asked
    assert [(row["serial"], row["tags"]) for row in body["serials"]] == [("SN-1", ["zone-a", "spare"])]
    assert body["dry_run"] is True
    assert [(row["row"], row["outcome"]) for row in shown["rows"]] == [
        (2, "allowed"),
        (3, "refused"),
        (4, "refused"),
    ]


@pytest.mark.parametrize(
    "given",
    [
        "device,site,profile\n",
        "serial,device,site,profile,colour\n",
        "serial,device,site,profile,again\nSN-1,a,b,c,maybe\n",
    ],
)
def test_what_is_no_list_is_refused_before_anybody_is_asked(signed_in: Pretender, given: str) -> None:
    with pytest.raises(Invalid):
        run("allow", "import", "-", given=given)

    assert signed_in.asked == []
