"""How long danger waits while a whole fleet comes back from an outage: `python -m tests.bench reconnect`.

Every device connects at a random moment of one minute and sends what it kept meanwhile on the bulk lane, at
once. Some of them then meet gas and say so on the event lane. A few other devices rehearse before, so that
the functions are warm: on one machine, processes that start take the processor from all others.
SPOTTER_RECONNECTING sets how many devices; registering them is what takes the time.
"""

from __future__ import annotations

import math
import os
import random
import secrets
import threading
import time
from collections.abc import Set as AbstractSet
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from typing import NamedTuple

from bench.records import Record, record
from bench.stacks import a_stack
from infra.local.audit import Audit
from infra.local.places import Endpoints, environment
from infra.local.summary import percentiles
from spotter.cli.client import Platform
from spotter.cli.identities import identity_of
from spotter.cli.login import id_token
from spotter.contracts.names import SiteName, Tenant
from spotter.edge.identity import Broker, DeviceIdentity
from spotter.edge.messages import Measured
from spotter.edge.publisher import Publisher

DEVICES = int(os.environ.get("SPOTTER_RECONNECTING", "1000"))
REHEARSING, REHEARSAL_S = 100, 15.0
WITHIN_S, TARGET_S, DRAIN_S = 60.0, 5.0, 600.0
MESSAGES, PER_MESSAGE, EVERY_S = 3, 10, 10
ONE_IN = 25
"""Of so many devices one meets gas."""

DANGER = 1.6
"""% of methane that is a danger to life: pages for less are grouped when there are many, and these never."""

PROFILE = {"ch4": {"type": "number", "unit": "%", "minimum": 0, "maximum": 100, "hazard": "ch4"}}


class Fleet:
    """Registered devices of one site."""

    def __init__(self, endpoints: Endpoints) -> None:
        self.site = SiteName(f"storm-{secrets.token_hex(4)}")
        token, _ = id_token(
            endpoints.operator,
            endpoints.password,
            client=endpoints.outputs["UserPoolClientId"],
            region=endpoints.region,
            endpoint_url=endpoints.endpoint_url,
        )
        self.api = Platform(endpoints.api_url, token)
        supervisor = {"name": "Kim", "phone": "+821055550100"}
        self.api.put("sites", self.site, body={"title": "Storm", "supervisors": [supervisor]})
        self.api.put("profiles", "bench-gas", body={"channels": PROFILE})
        with ThreadPoolExecutor(4) as pool:
            self.devices = list(pool.map(self._registered, range(DEVICES + REHEARSING)))

    def _registered(self, number: int) -> DeviceIdentity:
        body = {"device": f"{self.site}-{number}", "site": self.site, "profile": "bench-gas"}
        return identity_of(self.api.post("devices", body=body))

    def paged(self) -> dict[str, datetime]:
        """Give when somebody was paged, by the subject of the alarm."""
        alarms = self.api.get("sites", self.site, "alarms", state="all", limit=500)["alarms"]
        return {
            each["subject"]: datetime.fromisoformat(each["paged_at"]) for each in alarms if each["paged_at"]
        }


class Storm(NamedTuple):
    """What a storm came to: seconds from each event to its page, seconds until all was kept, and how much."""

    waits_s: list[float]
    missing: int
    drained_s: float
    kept: int


def storm(fleet: Fleet, broker: Broker, audit: Audit, numbers: range, within_s: float) -> Storm:
    """Let devices come back within a time, and wait for the pages and for the backlog."""
    dice = random.Random(3)  # noqa: S311 - a seeded stream, no secret
    moments = {number: dice.uniform(0, within_s) for number in numbers}
    already, told, begun = len(audit.accepted()), _Told(), time.monotonic()

    def come_back(number: int) -> None:
        time.sleep(max(0.0, begun + moments[number] - time.monotonic()))
        with Publisher(fleet.devices[number], broker) as publisher:
            for message in range(MESSAGES):
                publisher.send(_backlog(message))
            if number % ONE_IN == 0:
                told.now(number)
                seq = MESSAGES * PER_MESSAGE
                publisher.send([Measured("storm", seq, datetime.now(UTC), {"ch4": DANGER})], lane="events")
            publisher.flush(within_s=120)

    with ThreadPoolExecutor(64) as pool:
        list(pool.map(come_back, sorted(numbers, key=moments.__getitem__)))
    names = {f"{fleet.site}-{number}": at for number, at in told.at.items()}
    paged = _all_paged(fleet, names.keys())
    expected = already + len(numbers) * MESSAGES * PER_MESSAGE + len(names)
    while len(audit.accepted()) < expected and time.monotonic() - begun < DRAIN_S:
        time.sleep(1)
    waits = [(paged[name] - at).total_seconds() for name, at in names.items() if name in paged]
    kept = len(audit.accepted()) - already
    return Storm(waits, len(names) - len(waits), time.monotonic() - begun, kept)


class _Told:
    """When each device told of gas."""

    def __init__(self) -> None:
        self.at: dict[int, datetime] = {}
        self._lock = threading.Lock()

    def now(self, number: int) -> None:
        with self._lock:
            self.at[number] = datetime.now(UTC)


def _backlog(message: int) -> list[Measured]:
    """Give one message of what a device kept during the outage."""
    ago = timedelta(seconds=EVERY_S * (MESSAGES * PER_MESSAGE + 1))
    first = message * PER_MESSAGE
    return [
        Measured("storm", seq, datetime.now(UTC) - ago + timedelta(seconds=EVERY_S * seq), {"ch4": 0.1})
        for seq in range(first, first + PER_MESSAGE)
    ]


def _all_paged(fleet: Fleet, names: AbstractSet[str]) -> dict[str, datetime]:
    deadline = time.monotonic() + 120
    while not names <= (found := fleet.paged()).keys() and time.monotonic() < deadline:
        time.sleep(1)
    return found


def main() -> None:
    """Measure and record."""
    with a_stack() as endpoints:
        os.environ.update(environment(endpoints.endpoint_url))
        fleet = Fleet(endpoints)
        tenant = Tenant(endpoints.tenant)
        audit = Audit(endpoints, tenant=tenant, site=fleet.site, since=datetime.now(UTC))
        broker = Broker(endpoints.mqtt_host, endpoints.mqtt_port, endpoints.mqtt_ca)
        storm(fleet, broker, audit, range(DEVICES, DEVICES + REHEARSING), REHEARSAL_S)
        came = storm(fleet, broker, audit, range(DEVICES), WITHIN_S)
    took = percentiles([1000 * wait for wait in came.waits_s])
    conditions = (
        f"local stack, warm, and all devices on one machine; {DEVICES} devices reconnect within "
        f"{WITHIN_S:.0f} s, each with {MESSAGES} messages of {PER_MESSAGE} kept readings on the bulk lane; "
        f"{len(came.waits_s)} events, from before publishing to the page, median {took.p50:.0f} ms; "
        f"{came.missing} not paged; {came.kept} readings in the archive after {came.drained_s:.0f} s"
    )
    longest = math.inf if came.missing else max(came.waits_s)
    record(
        Record(
            "ingest.reconnect_event_alarm_max_s",
            longest,
            "s",
            "lower",
            conditions,
            "the requirement",
            TARGET_S,
        )
    )


if __name__ == "__main__":
    main()
