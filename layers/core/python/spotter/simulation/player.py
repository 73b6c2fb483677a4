"""Replay a recording as if its devices sent it: their batches, their urgent messages, time compressed."""

from __future__ import annotations

import heapq
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Protocol

import msgspec

from spotter.contracts.names import DeviceName, RuleName
from spotter.contracts.profiles import Channel
from spotter.contracts.readings import Scalar
from spotter.contracts.rules import ThresholdRule
from spotter.domain.rules.limits import is_active, is_normal
from spotter.edge.messages import Measured
from spotter.edge.publisher import Lane
from spotter.simulation.recording import Recording


class Shipment(msgspec.Struct, frozen=True):
    """One message of one device. `due` says when: 0 at the beginning of the replay, 1 at its end."""

    due: float
    device: DeviceName
    lane: Lane
    readings: tuple[Measured, ...]


class Outlet(Protocol):
    """Where a device's messages go; `edge.publisher.Publisher` is one."""

    def send(self, readings: Sequence[Measured], *, lane: Lane = "readings") -> None:
        """Send readings as one message."""
        ...


def shipments(
    recording: Recording,
    *,
    begins: datetime,
    boot: str,
    batch: int = 10,
    rules: Sequence[ThresholdRule] = (),
) -> Iterator[Shipment]:
    """Give the messages of all devices in the order in which to send them.

    Each device spreads its own stretch over the whole replay. A reading with which one of the rules becomes
    active or normal waits for no batch: the device sends what it has gathered, then that on the event lane.
    """
    by_device: dict[DeviceName, list[tuple[float, Measured]]] = {name: [] for name in recording.devices}
    for sample in recording.samples:
        mine = by_device[sample.device]
        at = begins + timedelta(seconds=sample.at_s)
        mine.append((sample.at_s, Measured(boot, len(mine), at, sample.values)))
    lines = []
    for device, measured in by_device.items():
        watch = Watch(recording.profiles[recording.devices[device]], rules)
        lines.append(_line(device, measured, batch, watch))
    return heapq.merge(*lines, key=lambda shipment: shipment.due)


def play(
    replay: Iterator[Shipment],
    outlets: Mapping[DeviceName, Outlet],
    *,
    lasting_s: float,
    clock: Callable[[], float],
    sleep: Callable[[float], None],
    sent: Callable[[Shipment], None] = lambda _: None,
) -> None:
    """Send everything, spread over `lasting_s` seconds of the clock; `sent` is told of each message."""
    started = clock()
    for shipment in replay:
        early = started + shipment.due * lasting_s - clock()
        if early > 0:
            sleep(early)
        sent(shipment)
        outlets[shipment.device].send(shipment.readings, lane=shipment.lane)


class Watch:
    """What an edge device knows of the rules: enough to see which reading cannot wait."""

    def __init__(self, channels: Mapping[str, Channel], rules: Sequence[ThresholdRule]) -> None:
        self._watched = [
            (rule, name)
            for rule in rules
            for name, channel in channels.items()
            if channel.hazard == rule.hazard and (channel.unit or "") == (rule.unit or "")
        ]
        self._active: set[tuple[RuleName, str]] = set()

    def turns(self, values: Mapping[str, Scalar]) -> bool:
        """Tell whether a rule becomes active or normal with this reading, and remember it."""
        before = set(self._active)
        for rule, name in self._watched:
            value = values.get(name)
            if isinstance(value, str) or value is None:
                continue
            if is_active(rule, float(value)):
                self._active.add((rule.name, name))
            elif is_normal(rule, float(value)):
                self._active.discard((rule.name, name))
        return self._active != before


def _line(
    device: DeviceName, measured: Sequence[tuple[float, Measured]], batch: int, watch: Watch
) -> Iterator[Shipment]:
    if not measured:
        return
    first, last = measured[0][0], measured[-1][0]
    span = max(last - first, 1e-9)
    gathered: list[Measured] = []
    for at_s, reading in measured:
        due = (at_s - first) / span
        urgent = watch.turns(reading.values)
        if not urgent:
            gathered.append(reading)
        if gathered and (urgent or len(gathered) == batch or at_s == last):
            yield Shipment(due, device, "readings", tuple(gathered))
            gathered = []
        if urgent:
            yield Shipment(due, device, "events", (reading,))
