"""Commands of rules and alarms against the functions themselves, in this process."""

from __future__ import annotations

import json
from collections.abc import Iterator
from functools import cached_property
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from time import time
from typing import Any

import msgspec
import pytest
from fastapi.testclient import TestClient
from typer.testing import CliRunner

from builders.archive import PROFILE, SITE, TENANT, a_reading, at
from builders.console import a_device
from builders.console_alarms import ACME, PIT, raise_alarm, return_to_normal
from builders.operators import claims_of
from builders.rules import O2
from builders.web import (
    A_SITE,
    ArchivePlatform,
    ConsolePlatform,
    DevicesPlatform,
    a_console_platform,
    a_devices_platform,
    an_archive_platform,
)
from spotter.cli.main import commands
from spotter.cli.session import HOME, Session, keep
from spotter.contracts.alarms import AlarmClass
from spotter.contracts.names import WorkerName
from spotter.contracts.profiles import Channel, ChannelType, Profile
from spotter.contracts.sites import Site
from spotter.errors import SpotterError
from spotter.services.assign_device import Said, assign_device

ALARM = "ch4-high.helmet-7"
SPAN = ("--site", SITE, "--since", "2026-11-24T00:00:00Z", "--until", "2026-11-24T01:00:00Z")
BOTH = ("operator", "supervisor", "engineer")


class Bridge:
    """Hands what commands ask for over to the function that answers it on AWS."""

    def __init__(self) -> None:
        self.claims = claims_of(*BOTH)
        bridge = self

        class Handler(BaseHTTPRequestHandler):
            def _answer(self) -> None:
                content = self.rfile.read(int(self.headers.get("Content-Length") or 0))
                headers = {"content-type": "application/json"} if content else {}
                client = bridge.function_of(self.path)
                answer = client.request(self.command, self.path, content=content, headers=headers)
                self.send_response(answer.status_code)
                self.end_headers()
                self.wfile.write(answer.content)

            do_GET = do_PUT = do_POST = _answer  # noqa: N815 - names of the standard library

            def log_message(self, *_: object) -> None:
                """Say nothing."""

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)

    @cached_property
    def console(self) -> ConsolePlatform:
        """functions/console."""
        return a_console_platform()

    @cached_property
    def devices(self) -> DevicesPlatform:
        """functions/devices."""
        return a_devices_platform()

    @cached_property
    def archive(self) -> ArchivePlatform:
        """functions/archive."""
        return an_archive_platform()

    def function_of(self, path: str) -> TestClient:
        """Find the function that has a route, as the API does."""
        if "/alarms" in path or "/anchors" in path:
            return self.console.client(self.claims)
        if "/readings" in path:
            return self.archive.client(self.claims)
        return self.devices.client(self.claims)


@pytest.fixture
def bridge(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Bridge]:
    bridge = Bridge()
    thread = Thread(target=bridge.server.serve_forever, args=(0.01,))
    thread.start()
    monkeypatch.setenv(HOME, str(tmp_path))
    keep(Session(f"http://127.0.0.1:{bridge.server.server_port}", "kim", "a-token", time() + 600))
    yield bridge
    bridge.server.shutdown()
    thread.join()
    bridge.server.server_close()


@pytest.fixture
def alarmed(bridge: Bridge) -> Bridge:
    """A platform on which methane is above its limit, and a lesser thing is out of order."""
    bridge.console.registry.put_site(Site(ACME, PIT, "North pit"), expected=None)
    raise_alarm(bridge.console, "ch4-high", alarm_class=AlarmClass.HIGH)
    raise_alarm(bridge.console, "dust", alarm_class=AlarmClass.LOW)
    return bridge


@pytest.fixture
def ruled(bridge: Bridge) -> Bridge:
    """A platform with a site whose helmet has measured oxygen for half an hour, once too little."""
    profile = Profile(TENANT, PROFILE, 1, {"o2": Channel(ChannelType.NUMBER, "%", hazard="o2")})
    operator = bridge.devices.client(claims_of("operator"))
    assert operator.put(f"/v1/sites/{SITE}", json=A_SITE).status_code == 200
    bridge.devices.registry.add_profile(profile)
    bridge.archive.registry.put_site(Site(TENANT, SITE, "The pit", ()), expected=None)
    bridge.archive.registry.add_profile(profile)
    bridge.archive.archive.arrive(
        [a_reading(n, {"o2": 19.8 if 10 <= n < 12 else 20.9}, measured=60 * n) for n in range(30)]
    )
    return bridge


def run(*words: str) -> Any:  # noqa: ANN401 - JSON
    done = CliRunner().invoke(commands, [*words, "--json"])
    if done.exception and not isinstance(done.exception, SystemExit):
        raise done.exception
    told = [line for line in done.stdout.splitlines() if not line.startswith('{"function":')]
    return json.loads("\n".join(told))


def rules_in(file: Path, **changes: object) -> str:
    """Write a pack of one rule."""
    pack = {"name": "own", "edition": "1", "jurisdiction": "the site", "note": "", "rules": [O2 | changes]}
    file.write_text(json.dumps(pack))
    return str(file)


@pytest.mark.usefixtures("alarmed")
def test_an_alarm_is_listed_acknowledged_shelved_cleared_and_shown() -> None:
    assert [each["id"] for each in run("alarm", "list", "north-pit")["alarms"]] == [ALARM, "dust.helmet-7"]

    shelved = run("alarm", "shelve", "north-pit", "dust.helmet-7", "--minutes", "10", "--note", "sweeping")
    taken = run("alarm", "ack", "north-pit", ALARM, "--reason", "true_alarm", "--note", "fan on")
    history = run("alarm", "show", "north-pit", ALARM)

    assert shelved["state"] == "shelved"
    assert (taken["state"], taken["reason"]) == ("acknowledged", "true_alarm")
    assert [each["actor"] for each in history["transitions"]] == ["rules", "olga"]


def test_an_alarm_that_is_over_is_cleared_and_its_ledger_proves_itself(
    alarmed: Bridge, tmp_path: Path
) -> None:
    return_to_normal(alarmed.console, ALARM)
    run("alarm", "ack", "north-pit", ALARM, "--reason", "true_alarm")

    listed = run("alarm", "list", "north-pit", "--all")["alarms"]
    file = tmp_path / "incident.jsonl"
    CliRunner().invoke(commands, ["alarm", "export", "north-pit", "--out", str(file)], catch_exceptions=False)
    proved = run("alarm", "verify", "--file", str(file))

    assert {each["id"]: each["state"] for each in listed}[ALARM] == "cleared"
    assert (proved["alarms"], proved["faults"]) == (2, [])


def test_a_latched_alarm_is_cleared_by_whoever_resets_it_and_the_note_stands_in_its_ledger(
    alarmed: Bridge,
) -> None:
    raise_alarm(alarmed.console, "sos")
    return_to_normal(alarmed.console, "sos.helmet-7")
    run("alarm", "ack", "north-pit", "sos.helmet-7", "--reason", "drill")

    cleared = run("alarm", "clear", "north-pit", "sos.helmet-7", "--note", "all are out")
    last = run("alarm", "show", "north-pit", "sos.helmet-7")["transitions"][-1]

    assert (cleared["state"], cleared["active"]) == ("cleared", False)
    assert (last["before"], last["note"], last["actor"]) == ("latched_acknowledged", "all are out", "olga")


def test_an_alarm_whose_danger_holds_is_not_cleared_and_the_reason_is_said(alarmed: Bridge) -> None:
    assert alarmed.console.ledger.get(ACME, PIT, ALARM).active

    with pytest.raises(SpotterError):
        run("alarm", "clear", "north-pit", ALARM)


def test_rules_are_set_shown_and_a_looser_one_waits_for_somebody_else(ruled: Bridge, tmp_path: Path) -> None:
    ruled.claims = claims_of("operator")
    strict = run(
        "rules", "set", SITE, "--pack", "instrument-defaults", "--file", rules_in(tmp_path / "a.json")
    )
    loose = rules_in(tmp_path / "b.json", limit=18.0)
    waits = run("rules", "set", SITE, "--pack", "instrument-defaults", "--file", loose)
    with pytest.raises(SpotterError, match="somebody else"):
        run("rules", "approve", SITE)
    ruled.claims = claims_of("operator", subject="77-second", name="second")

    approved = run("rules", "approve", SITE)

    assert (strict["version"], strict["waits_for_approval"]) == (1, False)
    assert (waits["waits_for_approval"], waits["loosens"]) == (True, ["o2-low"])
    assert approved["approved_by"] == "second"
    assert "below 18 %" in run("rules", "show", SITE)["in_force"]["o2-low"]


@pytest.mark.usefixtures("ruled")
def test_a_dry_run_over_what_was_measured_says_which_alarms_would_have_come(tmp_path: Path) -> None:
    packs = ("--pack", "instrument-defaults")

    tried = run("rules", "dry-run", *SPAN, *packs, "--file", rules_in(tmp_path / "strict.json"))
    same = run("rules", "dry-run", *SPAN, *packs)
    none = run(
        "rules", "dry-run", *SPAN, *packs, "--file", rules_in(tmp_path / "s.json", limit=19.6, name="x")
    )

    assert [(each["rule"], each["subject"]) for each in tried["gained"]] == [("o2-low", "helmet-7")]
    assert tried["gained"][0]["start"] == "2026-11-24T00:10:00Z"
    assert tried["lost"] == same["gained"] == same["lost"] == none["gained"] == []


def test_a_dry_run_lays_together_what_a_worker_wore_and_what_stands_in_a_zone(
    ruled: Bridge, tmp_path: Path
) -> None:
    device = msgspec.structs.replace(a_device("helmet-7"), tenant=TENANT, site=SITE, tags=("zone-shaft",))
    ruled.devices.registry.put_device(device, expected=None)
    said = Said(TENANT, device.name, WorkerName("kim"), at(0))
    assign_device(ruled.devices.registry, ruled.devices.parts.assignments, lambda: at(0), said)
    low = {"is": "beyond", "hazard": "o2", "unit": "%", "direction": "falling", "limit": 19.9}
    rule = {"kind": "combined", "title": "Air", "alarm_class": "high", "source": "a test", "when": low}
    own = [rule | {"name": f"air-of-{scope}", "scope": scope} for scope in ("worker", "zone")]
    (file := tmp_path / "own.json").write_text(json.dumps({"name": "own", "edition": "1", "rules": own}))

    tried = run("rules", "dry-run", *SPAN, "--file", str(file))

    assert [each["subject"] for each in tried["gained"]] == ["worker~kim", "zone~shaft"]


@pytest.mark.usefixtures("ruled")
def test_a_site_that_is_not_there_is_said_so() -> None:
    with pytest.raises(SpotterError, match="nowhere"):
        run("rules", "show", "nowhere")
