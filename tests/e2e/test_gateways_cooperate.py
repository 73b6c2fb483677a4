"""Gateways as processes at a real broker: danger at one warns the next, and updates come as jobs."""

from __future__ import annotations

import functools
import hashlib
import http.server
import json
import threading
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import msgspec
import pytest

from builders.gateways import GATE, a_manifest
from callers import eventually
from e2e.brokers import GatewayProcess, RealBroker, a_broker
from infra.local.places import free_ports
from spotter.adapters.aws.rollouts import IotRollouts
from spotter.contracts.gateways import Update
from spotter.contracts.names import ThingName
from spotter.ports.rollouts import Rollout

NEXT = "gate-2"
THING = ThingName(f"acme_{GATE}")


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("site")


@pytest.fixture(scope="module")
def broker(folder: Path) -> Iterator[RealBroker]:
    with a_broker(folder) as running:
        yield running


class Standing:
    """A gateway that runs: where devices speak to it, and its siren."""

    def __init__(self, folder: Path, name: str, broker: RealBroker) -> None:
        self.port = free_ports(1)[0]
        self.siren = folder / name / "siren"
        broker.an_identity(name).save(folder)
        (folder / name / "manifest.json").write_bytes(msgspec.json.encode(a_manifest(name)))
        there = {"host": "127.0.0.1", "port": broker.port, "authority": str(broker.authority)}
        config = {
            "gateway": name,
            "identity": ".",
            "manifest": "manifest.json",
            "state": "state",
            "cloud": there,
            "inputs": {"http_port": self.port},
            "site": there,
            "siren": {"file": "siren", "classes": ["life-safety", "high"]},
        }
        path = folder / name / "gateway.json"
        path.write_text(json.dumps(config))
        self.process = GatewayProcess(path)
        eventually(self.siren.exists, f"{name}'s start")

    def measure(self, ch4: float) -> None:
        body = json.dumps({"device": "helmet-7", "values": {"ch4": ch4}}).encode()
        with urllib.request.urlopen(f"http://127.0.0.1:{self.port}/readings", body, timeout=5) as answer:
            assert json.load(answer)["taken"] == 1

    def sounds(self) -> bool:
        return self.siren.read_text() == "1"

    def rules(self) -> str:
        with urllib.request.urlopen(f"http://127.0.0.1:{self.port}/status", timeout=5) as answer:
            return str(json.load(answer)["rules"])


@pytest.fixture(scope="module")
def gateways(folder: Path, broker: RealBroker) -> Iterator[tuple[Standing, Standing]]:
    standing = Standing(folder, GATE, broker), Standing(folder, NEXT, broker)
    yield standing
    for each in standing:
        each.process.stop()


def test_a_gas_release_at_one_gateway_sounds_the_siren_at_the_next_and_its_end_ends_it(
    gateways: tuple[Standing, Standing],
) -> None:
    here, there = gateways

    here.measure(1.6)
    eventually(there.sounds, "the siren next door")
    here.measure(0.1)

    eventually(lambda: not there.sounds(), "the end next door")
    assert not here.sounds()


def test_a_gateway_applies_what_a_job_orders_and_refuses_what_is_not_what_it_says(
    gateways: tuple[Standing, Standing], broker: RealBroker, tmp_path: Path
) -> None:
    rollouts, gate = IotRollouts(broker.iot), gateways[0]
    mine = a_manifest()
    renewed = msgspec.json.encode(
        msgspec.structs.replace(mine, rules=msgspec.structs.replace(mine.rules, edition="renewed"))
    )
    with serving(tmp_path / "lake", renewed) as url:
        forged = Update("manifest", hashlib.sha256(b"other").hexdigest(), len(renewed), url)
        right = Update("manifest", hashlib.sha256(renewed).hexdigest(), len(renewed), url)
        told = [ordered(rollouts, "forged", forged), gate.rules(), ordered(rollouts, "right", right).status]

    assert isinstance(told[0], Rollout)
    assert told[0].status == "FAILED"
    assert "digest" in told[0].reason
    assert str(told[1]).endswith(mine.rules.edition)
    assert told[2] == "SUCCEEDED"
    assert gate.rules().endswith("renewed")


def ordered(rollouts: IotRollouts, job: str, update: Update) -> Rollout:
    """Order an update and wait for its end."""
    rollouts.order(THING, job=job, document=msgspec.json.encode(update).decode())
    ends = {"SUCCEEDED", "FAILED"}
    eventually(lambda: rollouts.state(THING, job=job).status in ends, f"the end of {job}")
    return rollouts.state(THING, job=job)


class serving:  # noqa: N801 - a context
    """A web server of one file."""

    def __init__(self, folder: Path, content: bytes) -> None:
        folder.mkdir()
        (folder / "update").write_bytes(content)
        handler = functools.partial(Quiet, directory=str(folder))
        self._server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler)

    def __enter__(self) -> str:
        threading.Thread(target=self._server.serve_forever, daemon=True).start()
        return f"http://127.0.0.1:{self._server.server_port}/update"

    def __exit__(self, *_: object) -> None:
        self._server.shutdown()
        self._server.server_close()


class Quiet(http.server.SimpleHTTPRequestHandler):
    """Serves files and says nothing."""

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the name of the standard library
        """Say nothing."""
