from __future__ import annotations

import json
import sqlite3
import threading
import urllib.error
import urllib.request
from pathlib import Path

import pytest

from builders.gateways import GATE, HELMET, a_manifest, a_spool
from spotter.adapters.clock import system_clock
from spotter.edge.gateway.config import load
from spotter.edge.gateway.door import open_door
from spotter.edge.gateway.hearing import heard_in
from spotter.edge.gateway.intake import Intake
from spotter.edge.gateway.items import Lane
from spotter.edge.gateway.neighbours import Told
from spotter.edge.gateway.siren import Siren
from spotter.errors import Invalid, NotFound

LEAST = "gateway: gate-1\nidentity: gate-1\nmanifest: m.json\nstate: state\n"


def test_the_least_configuration_is_four_lines_and_its_paths_are_beside_the_file(tmp_path: Path) -> None:
    path = tmp_path / "gateway.yaml"
    path.write_text(LEAST)

    config = load(path)

    assert config.batching.seconds == 10
    assert config.state == str(tmp_path / "state")


@pytest.mark.parametrize(
    ("more", "named"),
    [
        ("batching: {seconds: 30}", "batching.seconds"),
        ("spool: {most_bytes: lots}", "spool.most_bytes"),
        ("inputs: {http_port: 70000}", "inputs.http_port"),
        ("sirens: {}", "sirens"),
        ("pacing: {publishes_per_s: 500}", "pacing.publishes_per_s"),
    ],
)
def test_what_is_wrong_is_named_by_its_field(tmp_path: Path, more: str, named: str) -> None:
    path = tmp_path / "gateway.yaml"
    path.write_text(LEAST + more)

    with pytest.raises(Invalid, match=named.replace(".", r"\.")):
        load(path)


def test_a_file_that_is_not_there_or_no_yaml_is_said(tmp_path: Path) -> None:
    (tmp_path / "bad.yaml").write_text("a: [")

    with pytest.raises(NotFound):
        load(tmp_path / "none.yaml")
    with pytest.raises(Invalid, match="no YAML"):
        load(tmp_path / "bad.yaml")


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"[]",
        b'{"values": {"ch4": 1}}',
        b'{"device": "x y", "values": {}}',
        b'{"device": "a", "values": {}, "boot": "b"}',
        b'{"device": "a", "values": {}, "at": "2026-01-01T00:00:00"}',
        b'{"device": "a", "values": {"ch4": NaN}}',
    ],
)
def test_what_is_no_reading_is_refused_at_the_door(body: bytes) -> None:
    with pytest.raises(Invalid):
        heard_in(body, system_clock())


def test_a_device_may_name_lane_and_number_or_leave_them_to_the_gateway() -> None:
    batch = {
        "readings": [
            {"device": "a", "values": {}, "lane": "events", "boot": "b", "seq": 4},
            {"values": {}, "at": "2026-11-24T10:00:00+09:00"},
        ]
    }

    named, left = heard_in(json.dumps(batch).encode(), system_clock(), device=HELMET)

    assert (named.lane, named.boot, named.seq) == (Lane.EVENT, "b", 4)
    assert (left.device, left.lane, left.seq, left.at.hour) == (HELMET, Lane.BULK, None, 1)


def test_the_door_answers_what_was_taken_and_says_when_the_disk_fails(tmp_path: Path) -> None:
    spool = a_spool(tmp_path)
    intake = Intake(
        spool=spool,
        siren=Siren([], failed=print),
        told=Told(GATE, 60),
        manifest=a_manifest(),
        sounds_for=(),
        clock=system_clock,
    )
    door = open_door(0, intake, system_clock, lambda: {"gateway": GATE})
    threading.Thread(target=door.serve_forever, daemon=True).start()
    address = f"http://127.0.0.1:{door.server_port}"
    good = b'{"device": "helmet-7", "values": {"ch4": 0.1}}'

    answers = [_post(f"{address}/readings", good), _post(f"{address}/readings", b"{")]
    spool.close()
    answers.append(_post(f"{address}/events", good))
    door.shutdown()
    door.server_close()

    assert answers == [200, 400, 503]
    assert issubclass(sqlite3.ProgrammingError, sqlite3.Error)


def _post(url: str, body: bytes) -> int:
    try:
        with urllib.request.urlopen(url, body, timeout=5) as answer:  # noqa: S310 - loopback
            return int(answer.status)
    except urllib.error.HTTPError as err:
        with err:
            return err.code
