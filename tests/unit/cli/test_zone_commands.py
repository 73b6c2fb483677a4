"""`spotter zone`: what it asks the platform for, and what it shows."""

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

SITE = "/v1/sites/pit"
ZONE = {
    "type": "Feature",
    "geometry": {"type": "Point", "coordinates": [0.0, 0.0]},
    "properties": {
        "title": "Shaft",
        "kind": "exclusion",
        "accuracy_m": 2.0,
        "radius_m": 20.0,
        "dwell_s": 60,
        "permits": [
            {
                "worker": "kim",
                "since": "2026-11-24T08:00:00Z",
                "until": "2026-11-24T10:00:00Z",
                "number": "17",
            }
        ],
    },
}
NEAR = {"worker": "lee", "distance_m": 90.0, "advice": "stay_out", "why": "gas at the casualty"}


def run(*words: str) -> str:
    done = CliRunner().invoke(commands, ["zone", *words, "--site", "pit"], catch_exceptions=False)
    assert done.exit_code == 0, done.output
    return str(done.output)


def test_a_zone_with_dwell_and_permits_is_drawn_from_a_geojson_file(
    signed_in: Pretender, tmp_path: Path
) -> None:
    (tmp_path / "shaft.geojson").write_text(json.dumps({"type": "FeatureCollection", "features": [ZONE]}))
    signed_in.answers[f"{SITE}/zones/shaft"] = (200, {"id": "shaft", **ZONE})

    shown = run("draw", "shaft", "--file", str(tmp_path / "shaft.geojson"))

    assert signed_in.asked == [("PUT", f"{SITE}/zones/shaft", ZONE)]
    assert "kim" in shown


def test_what_is_no_geojson_is_said_before_anything_is_sent(signed_in: Pretender, tmp_path: Path) -> None:
    (tmp_path / "shaft.geojson").write_text("[")

    with pytest.raises(Invalid, match="GeoJSON"):
        run("draw", "shaft", "--file", str(tmp_path / "shaft.geojson"))
    assert signed_in.asked == []


@pytest.mark.parametrize(
    ("words", "answer", "shown"),
    [
        (("list",), {"features": [{"id": "shaft", **ZONE}]}, "Shaft"),
        (("occupants", "shaft"), {"inside": [{"subject": "worker~kim", "chance": 0.9}]}, "worker~kim"),
        (("headcount",), {"heads": [{"worker": "kim", "standing": "unknown", "why": "no fix"}]}, "unknown"),
    ],
)
def test_who_is_where_is_listed(
    signed_in: Pretender, words: tuple[str, ...], answer: dict[str, Any], shown: str
) -> None:
    path = {"list": "zones", "occupants": "zones/shaft/occupants", "headcount": "headcount"}[words[0]]
    signed_in.answers[f"{SITE}/{path}"] = (200, answer)

    assert shown in run(*words)


@pytest.mark.parametrize(("more", "method"), [((), "GET"), (("--alert",), "POST")])
def test_neighbours_are_listed_and_alerted_only_when_told_to(
    signed_in: Pretender, more: tuple[str, ...], method: str
) -> None:
    path = f"{SITE}/alarms/sos.helmet-7/neighbours"
    signed_in.answers[path] = (200, {"neighbours": [NEAR | ({"told": True} if more else {})]})

    shown = run("neighbours", "sos.helmet-7", *more)

    assert [(asked, where) for asked, where, _ in signed_in.asked] == [(method, path)]
    assert "stay_out" in shown
    assert ("told" in shown) is bool(more)
