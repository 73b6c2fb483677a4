"""Devices that are watched for silence, on memory, with a clock that a test moves."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

import msgspec

from builders.alarm_path import DEVICE, NOON, PROFILE, SITE, TENANT, a_device, after
from spotter.adapters.memory.queue import MemoryQueue
from spotter.adapters.memory.records import MemoryRecords
from spotter.contracts.alarms import ConditionActive, Signal
from spotter.contracts.devices import Device
from spotter.contracts.names import DeviceName
from spotter.contracts.profiles import Channel, ChannelType, Profile
from spotter.contracts.rule_sets import RuleChoice, RuleSet
from spotter.contracts.sites import Site
from spotter.contracts.trails import Boot, Mark, Moment, Trail, milliseconds
from spotter.services.rules_in_force import RulesInForce
from spotter.services.sweep_silence import SweepSilence, Swept
from spotter.stores.hushes import Hushes, silence_norms
from spotter.stores.registry import Registry
from spotter.stores.rule_sets import RuleSets
from spotter.stores.trails import Trails

INTERVAL_S = 20.0
TIMEOUT_S = 60.0
"""Three intervals, which is more than the least."""
WATCHED = Profile(
    tenant=TENANT,
    name=PROFILE,
    version=1,
    channels={
        "ch4": Channel(ChannelType.NUMBER, unit="%", hazard="ch4", interval_s=INTERVAL_S),
        "o2": Channel(ChannelType.NUMBER, unit="%", hazard="o2", interval_s=INTERVAL_S),
        "steps": Channel(ChannelType.INTEGER),
    },
)


class Watch:
    """A site with one device that samples methane and oxygen every 20 s."""

    def __init__(self, *, choice: RuleChoice | None = None) -> None:
        records, kept = MemoryRecords(), MemoryRecords()
        self.now = NOON
        self.registry, self.trails, self.alarms = Registry(records), Trails(kept), MemoryQueue()
        self.registry.put_site(Site(TENANT, SITE, "The pit"), expected=None)
        self.registry.add_profile(WATCHED)
        self.registry.put_device(a_device(), expected=None)
        sets = RuleSets(records)
        if choice is not None:
            sets.put(RuleSet(TENANT, SITE, 1, choice, "Kim", NOON), expected=None, new=True)
        self._deeds: list[tuple[float, Callable[[], object]]] = []
        self.sweep = SweepSilence(
            registry=self.registry,
            trails=self.trails,
            hushes=Hushes(kept),
            rules=RulesInForce(sets, lambda: self.now),
            alarms=self.alarms,
            norms=silence_norms(),
            clock=lambda: self.now,
            pause=self._pause,
        )

    def _pause(self, seconds: float) -> None:
        self.now += timedelta(seconds=seconds)
        while self._deeds and after(self._deeds[0][0]) <= self.now:
            self._deeds.pop(0)[1]()

    def meanwhile(self, at: float, deed: Callable[[], object]) -> None:
        """Have something happen at so many seconds after noon, during a sweep; in order of time."""
        self._deeds.append((at, deed))

    def hear(
        self,
        at: float,
        *channels: str,
        device: str = DEVICE,
        arrived: float | None = None,
        delay_ms: int | None = None,
    ) -> None:
        """Have a device heard at so many seconds after noon."""
        stored = self.trails.get(TENANT, DeviceName(device))
        trail = stored.document if stored else Trail()
        event, came = milliseconds(after(at)), milliseconds(after(at if arrived is None else arrived))
        boot = trail.boots.setdefault("b1", Boot(event, event))
        boot.newest = max(boot.newest, event)
        boot.delays = [1, came - event if delay_ms is None else delay_ms]
        for channel in channels or ("ch4", "o2"):
            known = trail.marks.get(channel)
            at_ms = max(event, known.at) if known else event
            trail.marks[channel] = Mark(at_ms, 1.0, at_ms, 1.0)
        trail.recent = sorted([*trail.recent, Moment(event, "b1", 1, came, {"ch4": 1.0})])[-8:]
        self.trails.put((TENANT, DeviceName(device)), trail, expected=stored.version if stored else None)

    def change(self, **changes: object) -> None:
        """Change the device."""
        stored = self.registry.device(TENANT, DEVICE)
        device: Device = msgspec.structs.replace(stored.document, **changes)
        self.registry.put_device(device, expected=stored.version)

    def at(self, seconds: float, *, lasts_s: float = 0) -> list[Signal]:
        """Sweep at a moment and give what was signalled."""
        self.now = after(seconds)
        self.swept: Swept = self.sweep(self.now + timedelta(seconds=lasts_s))
        return [msgspec.json.decode(body, type=Signal) for body in self.alarms.drain()]


def said(signals: list[Signal]) -> list[str]:
    """Say in words what signals say."""
    return [
        f"silent: {each.evidence.channel}" if isinstance(each, ConditionActive) else "heard"
        for each in signals
    ]


def seconds(moment: datetime) -> float:
    """Give a moment as seconds after noon."""
    return (moment - NOON).total_seconds()
