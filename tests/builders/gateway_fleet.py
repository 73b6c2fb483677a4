"""A fleet of gateways in one process: real spools, intakes and senders at a broker in memory."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Iterable
from datetime import datetime, timedelta
from pathlib import Path
from typing import NamedTuple

from builders.alarm_path import NOON
from builders.gateways import MemoryLink, a_manifest, ids_in
from spotter.contracts.alarms import AlarmClass
from spotter.contracts.names import DeviceName
from spotter.edge.gateway.intake import Intake
from spotter.edge.gateway.items import Heard, Lane
from spotter.edge.gateway.link import Link
from spotter.edge.gateway.neighbours import Told
from spotter.edge.gateway.pacing import Allowance, Backoff
from spotter.edge.gateway.sender import Lanes, Sender
from spotter.edge.gateway.siren import Siren
from spotter.edge.gateway.spool import Spool
from spotter.errors import Unavailable

DANGER_IN = 100
"""Of so many readings of a device one shows danger, and the next its end."""


class Arrived(NamedTuple):
    """What came by one message, in the order of messages: the gateway, the lane, the readings."""

    gateway: str
    lane: str
    readings: list[str]


class Cloud:
    """The broker of all gateways."""

    def __init__(self) -> None:
        self.is_up = True
        self.arrived: list[Arrived] = []

    def link(self, gateway: str) -> Link:
        """Connect a gateway.

        Raises:
            Unavailable: the broker is away.
        """
        if not self.is_up:
            raise Unavailable("nobody answers")
        return _Connection(self, gateway)


class _Connection(MemoryLink):
    def __init__(self, cloud: Cloud, gateway: str) -> None:
        super().__init__()
        self._cloud = cloud
        self._gateway = gateway

    def is_open(self) -> bool:
        return super().is_open() and self._cloud.is_up

    def publish(self, topic: str, payload: bytes, *, expires_s: int | None = None) -> int:
        ticket = super().publish(topic, payload, expires_s=expires_s)
        self._cloud.arrived.append(Arrived(self._gateway, topic, ids_in(payload)))
        self.acknowledge()
        return ticket


class Post:
    """One gateway with the devices behind it."""

    def __init__(self, cloud: Cloud, name: str, devices: list[str], folder: Path, clock: Clock) -> None:
        folder.mkdir()
        self.name = name
        self.devices = devices
        self.spool = Spool(folder / "spool.sqlite3", most_bytes=1 << 28, boot="b1")
        self.siren = Siren([], failed=print)
        self.intake = Intake(
            spool=self.spool,
            siren=self.siren,
            told=Told(DeviceName(name), 60),
            manifest=a_manifest(name, *devices),
            sounds_for=(AlarmClass.LIFE_SAFETY, AlarmClass.HIGH),
            clock=clock.now,
        )
        dice = random.Random(name)  # noqa: S311 - a seeded stream, no secret
        self.sender = Sender(
            spool=self.spool,
            open_link=lambda: cloud.link(name),
            lanes=Lanes("events", "readings", batch_s=5.0, most_bytes=120 * 1024),
            allowance=Allowance(per_s=90.0, burst=20),
            backoff=Backoff(least_s=0.5, most_s=5.0, chance=dice.uniform),
        )


class Clock:
    """A clock that the simulation moves."""

    def __init__(self) -> None:
        self.seconds = 0.0

    def now(self) -> datetime:
        """Tell the time."""
        return NOON + timedelta(seconds=self.seconds)


class Fleet:
    """Gateways with devices behind them, and all that they were told."""

    def __init__(self, folder: Path, *, gateways: int, devices: int) -> None:
        self.cloud, self.clock = Cloud(), Clock()
        self.heard: list[str] = []
        self.posts = [
            Post(self.cloud, f"gate-{g}", _names(g, devices // gateways), folder / f"gate-{g}", self.clock)
            for g in range(gateways)
        ]

    def run(self, seconds: int) -> None:
        """Let every device measure once a second, and every gateway work on it."""
        for _ in range(seconds):
            number = int(self.clock.seconds)
            for post in self.posts:
                post.intake.take([self._reading(name, number) for name in post.devices])
                self.heard += [f"{name}/b1/{number}" for name in post.devices]
            self._step()

    def settle(self, *, most_s: int = 600) -> None:
        """Let gateways send what they hold, and no device measure."""
        for _ in range(most_s):
            if not any(sum(post.spool.depth()[:2]) for post in self.posts):
                return
            self._step()

    def close(self) -> None:
        """Close the spools."""
        for post in self.posts:
            post.sender.close()
            post.spool.close()

    def _step(self) -> None:
        for tenth in range(1, 11):
            for post in self.posts:
                post.intake.watch()
                post.sender.step(self.clock.seconds + tenth / 10)
        self.clock.seconds += 1

    def _reading(self, device: str, number: int) -> Heard:
        place = (number + hash_of(device)) % DANGER_IN
        ch4 = 2.0 if place == 0 else 0.1
        return Heard(DeviceName(device), self.clock.now(), {"ch4": ch4, "o2": 20.9}, "b1", number, Lane.BULK)


class Outcome(NamedTuple):
    """What became of what was heard: lost, come again, and gateways whose bulk overtook an event."""

    lost: int
    repeated: int
    overtaken: list[str]


def outcome(fleet: Fleet, *, mended: int, ended_s: float) -> Outcome:
    """Say what became of everything; `mended` messages had arrived when the outage ended."""
    counted = Counter(name for each in fleet.cloud.arrived for name in each.readings)
    lost = len(set(fleet.heard) - counted.keys())
    repeated = sum(counted.values()) - len(counted)
    return Outcome(lost, repeated, sorted(_overtaken(fleet.cloud.arrived[mended:], ended_s)))


def _overtaken(arrived: Iterable[Arrived], ended_s: float) -> set[str]:
    """Name the gateways that sent bulk before an event that had waited through the outage."""
    has_sent_bulk: set[str] = set()
    overtaken: set[str] = set()
    for each in arrived:
        if each.lane == "readings":
            has_sent_bulk.add(each.gateway)
        elif each.gateway in has_sent_bulk and any(_number(name) < ended_s for name in each.readings):
            overtaken.add(each.gateway)
    return overtaken


def _number(name: str) -> int:
    return int(name.rpartition("/")[2])


def hash_of(device: str) -> int:
    """Spread devices over time, alike in every run."""
    return sum(device.encode()) * 7


def _names(gateway: int, count: int) -> list[str]:
    return [f"helmet-{gateway}-{number}" for number in range(count)]
