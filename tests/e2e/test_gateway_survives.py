"""A gateway's process is killed again and again while readings stream through an outage of the broker.

`SPOTTER_KILLS=20 SPOTTER_READINGS=20000` runs the full number.
"""

from __future__ import annotations

import contextlib
import http.client
import json
import os
import random
import sys
import threading
import time
import urllib.request
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import msgspec
import pytest

from builders.gateways import GATE, a_manifest, ids_in
from callers import eventually
from e2e.brokers import GatewayProcess, RealBroker, Wire, a_broker
from infra.local.places import free_ports
from spotter.edge.gateway.link import MqttLink
from spotter.edge.trust import mutual_tls

KILLS = int(os.environ.get("SPOTTER_KILLS", "3"))
READINGS = int(os.environ.get("SPOTTER_READINGS", "1000"))
DEVICES = 20
EVENT_EVERY = 101
AT_ONCE = 20
PAUSE_S = 0.05
SEED = 7


@pytest.fixture
def broker(tmp_path: Path) -> Iterator[RealBroker]:
    with a_broker(tmp_path) as running:
        yield running


@pytest.fixture
def wire(broker: RealBroker) -> Iterator[Wire]:
    made = Wire(broker.port)
    yield made
    made.close()


class Ear:
    """Listens at the broker itself and notes the order in which readings arrive."""

    def __init__(self, broker: RealBroker) -> None:
        identity, where = broker.an_identity("ear"), broker.at()
        tls = mutual_tls(identity, where)
        self._link = MqttLink(
            host=where.host,
            port=where.port,
            client_id=identity.client_id,
            tls=tls,
            subscriptions=[f"spotter/acme_{GATE}/+"],
        )
        self.order: list[str] = []

    def listen(self) -> list[str]:
        self.order += [
            name
            for message in self._link.received()
            for name in ids_in(message.payload)
            if not name.startswith(GATE)
        ]
        return self.order

    def close(self) -> None:
        self._link.close()


class Producer(threading.Thread):
    """Devices that number their readings, and repeat what the gateway did not answer."""

    def __init__(self, port: int) -> None:
        super().__init__(daemon=True)
        self._port = port
        self.made: list[tuple[str, bool]] = []

    def run(self) -> None:
        for begin in range(0, READINGS, AT_ONCE):
            numbers = range(begin, min(begin + AT_ONCE, READINGS))
            self._post([_reading(number) for number in numbers])
            self.made += [(_name(number), number % EVENT_EVERY == 0) for number in numbers]
            time.sleep(PAUSE_S)

    def _post(self, readings: list[dict[str, object]]) -> None:
        body = json.dumps({"readings": readings}).encode()
        while True:
            with contextlib.suppress(OSError, http.client.HTTPException):
                request = urllib.request.Request(f"http://127.0.0.1:{self._port}/readings", body)
                with urllib.request.urlopen(request, timeout=5):  # noqa: S310 - loopback
                    return
            time.sleep(0.05)


def test_killed_again_and_again_through_an_outage_all_readings_arrive_and_events_first(
    broker: RealBroker, wire: Wire, tmp_path: Path
) -> None:
    chance = random.Random(SEED)  # noqa: S311 - chance, not secrets
    port = free_ports(1)[0]
    ear, gateway, producer = (
        Ear(broker),
        GatewayProcess(_set_up(tmp_path, broker, wire, port)),
        Producer(port),
    )
    producer.start()
    kills = 0
    cut_at, mended_at = READINGS // 5, READINGS * 3 // 5
    lost_from = lost_to = heard_before = 0
    try:
        while producer.is_alive() or kills < KILLS:
            time.sleep(chance.uniform(0.2, READINGS / AT_ONCE * PAUSE_S * 2 / KILLS))
            ear.listen()
            if not lost_from and len(producer.made) >= cut_at:
                wire.cut()
                lost_from = len(producer.made) + AT_ONCE  # one batch may be on its way through
            if lost_from and not lost_to and len(producer.made) >= mended_at:
                lost_to, heard_before = len(producer.made), len(ear.listen())
                wire.mend()
            if kills < KILLS:
                gateway.kill()
                kills += 1
        eventually(lambda: len(set(ear.listen())) >= READINGS, "the last reading", patience_s=120)
    finally:
        gateway.stop()
        producer.join(5)
        arrived = ear.listen()
        ear.close()
    assert set(arrived) == {name for name, _ in producer.made}
    assert _events_first(arrived[heard_before:], producer.made[lost_from:lost_to])
    repeated = sum(count - 1 for count in Counter(arrived).values())
    sys.stdout.write(f"{kills} kills, {len(set(arrived))} readings, {repeated} repeated, all arrived\n")


def _events_first(arrived: list[str], spooled: list[tuple[str, bool]]) -> bool:
    """Tell whether all events of the outage arrived before any bulk of the outage did."""
    first_seen = {name: place for place, name in reversed(list(enumerate(arrived)))}
    events = [first_seen[name] for name, urgent in spooled if urgent]
    bulk = [first_seen[name] for name, urgent in spooled if not urgent]
    return max(events) < min(bulk)


def _set_up(folder: Path, broker: RealBroker, wire: Wire, port: int) -> Path:
    broker.an_identity(GATE).save(folder)
    (folder / "manifest.json").write_bytes(
        msgspec.json.encode(a_manifest(GATE, *map(_device, range(DEVICES))))
    )
    where = broker.at(wire.port)
    config = {
        "gateway": GATE,
        "identity": GATE,
        "manifest": "manifest.json",
        "state": "state",
        "cloud": {"host": where.host, "port": where.port, "authority": where.authority},
        "batching": {"seconds": 5},
        "pacing": {"retry_least_s": 0.1, "retry_most_s": 0.5},
        "inputs": {"http_port": port},
    }
    path = folder / "gateway.json"
    path.write_text(json.dumps(config))
    return path


def _device(number: int) -> str:
    return f"helmet-{number}"


def _reading(number: int) -> dict[str, object]:
    return {
        "device": _device(number % DEVICES),
        "boot": "b1",
        "seq": number // DEVICES,
        "values": {"ch4": 0.1},
        "lane": "events" if number % EVENT_EVERY == 0 else "readings",
    }


def _name(number: int) -> str:
    return f"{_device(number % DEVICES)}/b1/{number // DEVICES}"
