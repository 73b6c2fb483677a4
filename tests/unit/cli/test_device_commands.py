"""`spotter device`: what each command asks of the platform, and what it keeps here."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from typer.testing import CliRunner

from spotter.cli.main import commands
from spotter.edge.identity import DeviceIdentity
from spotter.errors import Invalid, NotFound

if TYPE_CHECKING:
    from unit.cli.conftest import Pretender

IDENTITY = {
    "device": "helmet-7",
    "site": "north-pit",
    "thing": "acme_helmet-7",
    "client_id": "acme_helmet-7",
    "principal": "abc",
    "certificate_pem": "the certificate",
    "private_key": "the key",
    "endpoint": "broker.example",
    "port": 8883,
    "topics": {"readings": "spotter/acme_helmet-7/readings", "events": "spotter/acme_helmet-7/events"},
    "token": "spd_acme_helmet-7_00",
}
HELMET = "/v1/devices/helmet-7"


def run(*words: str, given: str | None = None, code: int = 0) -> str:
    done = CliRunner().invoke(commands, ["device", *words], input=given, catch_exceptions=False)
    assert done.exit_code == code, done.output
    return done.stdout


@pytest.mark.parametrize(
    ("words", "asked"),
    [
        (
            ["quarantine", "helmet-7", "--because", "odd"],
            ("POST", f"{HELMET}/quarantine", {"because": "odd"}),
        ),
        (["suspect", "helmet-7"], ("POST", f"{HELMET}/suspect", {"because": None})),
        (["release", "helmet-7"], ("POST", f"{HELMET}/release", {"because": None})),
        (["retire", "helmet-7"], ("POST", f"{HELMET}/retire", None)),
        (["delete", "helmet-7"], ("DELETE", HELMET, None)),
        (
            ["update", "helmet-7", "--tag", "a", "--no-groups"],
            ("PATCH", HELMET, {"tags": ["a"], "groups": []}),
        ),
        (
            ["check", "helmet-7", "ch4", "--kind", "bump_test"],
            ("POST", f"{HELMET}/checks", {"channel": "ch4", "kind": "bump_test", "at": None}),
        ),
        (
            ["assign", "helmet-7", "kim", "--from", "2026-11-24T06:00:00+09:00"],
            (
                "POST",
                f"{HELMET}/assignments",
                {
                    "worker": "kim",
                    "valid_from": "2026-11-24T06:00:00+09:00",
                    "valid_until": None,
                    "note": None,
                },
            ),
        ),
        (
            ["wearer", "helmet-7", "--at", "2026-11-24T14:03:00Z"],
            ("GET", f"{HELMET}/wearer?at=2026-11-24T14%3A03%3A00%2B00%3A00", None),
        ),
        (
            ["search", "zone-a", "--state", "suspect"],
            ("GET", "/v1/devices?text=zone-a&state=suspect&limit=100", None),
        ),
    ],
)
def test_a_command_asks_for_what_it_says(signed_in: Pretender, words: list[str], asked: Any) -> None:  # noqa: ANN401 - JSON
    signed_in.answers["/v1/devices"] = (200, {"devices": [], "next": None})

    run(*words, "--json")

    assert signed_in.asked == [asked]


@pytest.mark.parametrize(
    ("words", "wrong"),
    [
        (["update", "helmet-7"], "--site"),
        (["wearer", "helmet-7", "--at", "14:03"], "2026-11-24T14:03:00Z"),
        (["wearer", "helmet-7", "--at", "2026-11-24T14:03:00"], "zone"),
        (["register", "helmet-7", "--site", "s", "--profile", "p", "--csr", "request.pem"], "--key"),
    ],
)
def test_what_cannot_be_right_is_refused_before_anything_is_sent(
    signed_in: Pretender, words: list[str], wrong: str
) -> None:
    with pytest.raises(Invalid, match=wrong):
        run(*words)

    assert signed_in.asked == []


def test_rotating_replaces_certificate_and_key_of_the_identity_here(
    signed_in: Pretender, tmp_path: Path
) -> None:
    signed_in.answers["/v1/devices"] = (201, IDENTITY)
    run("register", "helmet-7", "--site", "s", "--profile", "p", "--out", str(tmp_path))
    signed_in.answers[f"{HELMET}/rotate"] = (
        200,
        {**IDENTITY, "certificate_pem": "the new", "private_key": "its key", "overlap_until": None},
    )

    told = run("rotate", "helmet-7", "--overlap-hours", "2", "--out", str(tmp_path), "--json")

    kept = DeviceIdentity.load(tmp_path, "helmet-7")
    assert (kept.certificate_pem, kept.private_key, kept.token) == ("the new", "its key", IDENTITY["token"])
    assert "its key" not in told
    assert signed_in.asked[-1] == ("POST", f"{HELMET}/rotate", {"overlap": 7200.0})


def test_a_new_token_is_kept_and_not_shown(signed_in: Pretender, tmp_path: Path) -> None:
    signed_in.answers["/v1/devices"] = (201, IDENTITY)
    run("register", "helmet-7", "--site", "s", "--profile", "p", "--out", str(tmp_path))
    signed_in.answers[f"{HELMET}/token"] = (200, {"device": "helmet-7", "token": "the new token"})

    told = run("token", "helmet-7", "--out", str(tmp_path), "--json")

    kept = DeviceIdentity.load(tmp_path, "helmet-7")
    assert (kept.token, kept.certificate_pem) == ("the new token", IDENTITY["certificate_pem"])
    assert "the new token" not in told


def test_rotating_what_is_not_here_asks_for_nothing(signed_in: Pretender) -> None:
    with pytest.raises(NotFound):
        run("rotate", "helmet-8")

    assert signed_in.asked == []


def test_a_devices_own_key_stays_here(signed_in: Pretender, tmp_path: Path) -> None:
    signed_in.answers["/v1/devices"] = (201, {**IDENTITY, "private_key": None})
    request, key = tmp_path / "request.pem", tmp_path / "own.key"
    request.write_text("the request")
    key.write_text("the own key")

    run("register", "helmet-7", "--site", "s", "--profile", "p", "--csr", str(request), "--key", str(key))

    assert signed_in.asked[-1][2]["csr"] == "the request"
    assert "the own key" not in json.dumps(signed_in.asked)


def test_an_import_is_sent_in_parts_and_its_identities_are_kept(signed_in: Pretender, tmp_path: Path) -> None:
    row = {"row": 2, "device": "helmet-7", "outcome": "registered", "wrong": None, "remedy": None}
    answer = {"dry_run": False, "rows": [row], "identities": [IDENTITY]}
    signed_in.answers["/v1/devices/import"] = (200, answer)
    lines = "".join(f"helmet-{number},pit,gas\n" for number in range(21))

    run("import", "-", "--out", str(tmp_path), given="device,site,profile\n" + lines)

    assert [len(body["devices"]) for _, _, body in signed_in.asked] == [20, 1]
    assert [body["devices"][0]["row"] for _, _, body in signed_in.asked] == [2, 22]
    assert DeviceIdentity.load(tmp_path, "helmet-7").private_key == "the key"


def test_rows_of_one_name_are_refused_across_the_whole_list(signed_in: Pretender) -> None:
    signed_in.answers["/v1/devices/import"] = (200, {"dry_run": True, "rows": [], "identities": []})
    listed = "device,site,profile\na,pit,gas\nb,pit,gas\na,pit,gas\n"

    told = json.loads(run("import", "-", "--dry-run", "--json", given=listed, code=1))

    assert [(row["row"], row["outcome"]) for row in told["rows"]] == [(2, "refused"), (4, "refused")]
    assert [row["device"] for row in signed_in.asked[0][2]["devices"]] == ["b"]
