"""Gateways with everything unimportant filled in: a manifest, readings, a spool, a link in memory."""

from __future__ import annotations

import itertools
import json
from pathlib import Path
from typing import Any

import msgspec

from builders.alarm_path import GAS, NOON, SITE, TENANT
from builders.learning import a_card, a_window
from spotter.contracts.gateways import Behind, CarriedModel, CarriedModels, Manifest
from spotter.contracts.names import DeviceName, ModelName, SiteName
from spotter.edge.gateway.items import Heard, Lane
from spotter.edge.gateway.link import Received
from spotter.edge.gateway.spool import Connect, Spool
from spotter.stores.rulebook import rule_pack

GATE, HELMET = DeviceName("gate-1"), DeviceName("helmet-7")


def a_manifest(gateway: str = GATE, *devices: str) -> Manifest:
    """A gateway with devices behind it, all of one profile."""
    named = (gateway, *(devices or (HELMET,)))
    behind = tuple(Behind(DeviceName(name), GAS.name, GAS.version) for name in named)
    return Manifest(TENANT, SITE, DeviceName(gateway), behind, (GAS,), rule_pack())


def heard(values: dict[str, Any] | None = None, *, lane: Lane = Lane.BULK, device: str = HELMET) -> Heard:
    """A reading of a device that does not number its own."""
    return Heard(DeviceName(device), NOON, {"ch4": 0.1} if values is None else values, lane=lane)


def a_spool(folder: Path, *, most_bytes: int = 1 << 20, connect: Connect | None = None) -> Spool:
    """A spool in a folder."""
    return Spool(folder / "spool.sqlite3", most_bytes=most_bytes, boot="b1", connect=connect)


def carried_models_in(text: str = "a model", *, site: SiteName = SITE) -> bytes:
    """What brings one model over the gas profile to a gateway."""
    card = a_card(text, window=a_window("ch4"))
    carried = CarriedModel(ModelName("release"), "v1", GAS.name, card, text)
    return msgspec.json.encode(CarriedModels(TENANT, site, (carried,)))


def ids_in(payload: bytes) -> list[str]:
    """Name the readings of a message."""
    return [f"{each['device']}/{each['boot']}/{each['seq']}" for each in json.loads(payload)["readings"]]


class MemoryLink:
    """A broker in memory that acknowledges when it is told to."""

    def __init__(self) -> None:
        self.open = True
        self.published: list[tuple[str, bytes]] = []
        self.inbox: list[Received] = []
        self._tickets = itertools.count(1)
        self._unacknowledged: list[int] = []
        self._acknowledged: list[int] = []

    def is_open(self) -> bool:
        return self.open

    def publish(self, topic: str, payload: bytes, *, expires_s: int | None = None) -> int:
        del expires_s
        ticket = next(self._tickets)
        self.published.append((topic, payload))
        self._unacknowledged.append(ticket)
        return ticket

    def acknowledge(self) -> None:
        self._acknowledged += self._unacknowledged
        self._unacknowledged = []

    def acknowledged(self) -> list[int]:
        tickets, self._acknowledged = self._acknowledged, []
        return tickets

    def received(self) -> list[Received]:
        messages, self.inbox = self.inbox, []
        return messages

    def close(self) -> None:
        self.open = False
