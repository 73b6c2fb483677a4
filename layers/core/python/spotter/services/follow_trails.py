"""Follow the trails of a batch's devices: tell new from repeated, doubt what is doubtful, count everything.

Reading comes before judging, so that rules know what is doubted; writing comes after danger was told. One
read for all devices, one conditional write for each. Who loses the race for a device reads it again.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import NamedTuple

from spotter.contracts.alarms import ConditionActive
from spotter.contracts.devices import Device, DeviceState, SensorChecks
from spotter.contracts.names import DeviceName, ProfileName
from spotter.contracts.profiles import Profile
from spotter.contracts.readings import Reading
from spotter.contracts.trails import Boot, Trail, milliseconds
from spotter.domain.paging import spilled, wanted_pages
from spotter.domain.trail import Delivered, Row, advance, count_name
from spotter.domain.trust.live import doubted, note_over_range
from spotter.domain.trust.sensors import Sensor, sensors_of
from spotter.errors import Conflict, Unavailable
from spotter.ports.clock import Clock
from spotter.services.batch import Batch, Named
from spotter.stores.documents import Stored
from spotter.stores.trails import Trails

TRIES = 8
"""How often a device is tried that others write at the same time; then the batch comes again."""

Made = tuple[ProfileName, int, Mapping[str, SensorChecks]]


class Step(NamedTuple):
    """One device's part of a batch: its trail as it will be, what the write expects, and its rows."""

    named: Named
    trail: Trail
    expected: int | None
    rows: list[Row]
    scattered: list[Reading]
    pages: dict[str, tuple[Boot, int | None]]


class FollowTrails:
    """Steps are taken with `begin` and made true with `keep`; what sensors are is compiled once a process."""

    def __init__(self, trails: Trails, clock: Clock) -> None:
        self._trails = trails
        self._clock = clock
        self._compiled: dict[Named, tuple[Made, tuple[Sensor, ...]]] = {}

    def begin(self, batch: Batch) -> list[Step]:
        """Take one step for each device of a batch; nothing is written.

        Raises:
            Unavailable: the trails cannot be read.
        """
        stored = self._trails.get_many(sorted(batch.sent))
        return [self._step(batch, named, stored.get(named)) for named in sorted(batch.sent)]

    def keep(self, batch: Batch, steps: list[Step], active: Iterable[ConditionActive]) -> list[Step]:
        """Write the trails with what was told to be active, and give the steps as they came to be.

        Raises:
            Unavailable: a trail was not written; what was is known when the batch comes again.
        """
        told = [*active]
        return [self._kept(batch, step, told) for step in steps]

    def _kept(self, batch: Batch, step: Step, told: Iterable[ConditionActive]) -> Step:
        broken = {signal.rule for signal in told if (signal.tenant, DeviceName(signal.subject)) == step.named}
        for _ in range(TRIES):
            step.trail.shown = sorted(broken.union(step.trail.shown))
            try:
                self._trails.put(step.named, step.trail, expected=step.expected, pages=step.pages)
            except Conflict:
                step = self._step(batch, step.named, self._trails.get(*step.named))
            else:
                return step
        raise Unavailable("others keep writing the trail", device=step.named[1], tries=TRIES)

    def _step(self, batch: Batch, named: Named, stored: Stored[Trail] | None) -> Step:
        trail = stored.document if stored else Trail()
        device, delivered = batch.devices[named], batch.delivered(named)
        opened = self._opened(named, trail, delivered)
        rows, scattered = advance(trail, delivered, now_s=milliseconds(self._clock()) // 1000)
        suspect = device.state is DeviceState.SUSPECT
        sensors = self._sensors(batch, device)
        note_over_range(trail, batch.suspects_of(named), sensors)
        rows = doubted(trail, rows, sensors, suspect=suspect)
        pages = {name: (boot, opened.get(name)) for name, boot in spilled(trail).items()}
        return Step(named, trail, stored.version if stored else None, rows, scattered, pages)

    def _opened(self, named: Named, trail: Trail, delivered: list[Delivered]) -> dict[str, int]:
        """Bring back the boots that this batch needs and that were moved out; give their versions."""
        if not trail.paged:
            return {}
        names = {count_name(r.boot, milliseconds(r.at)) for each in delivered for r in each.readings}
        names |= {boot for each in delivered for boot, _ in each.refused}
        pages = self._trails.pages(named, wanted_pages(trail, names))
        trail.boots.update((name, page.document) for name, page in pages.items())
        return {name: page.version for name, page in pages.items()}

    def _sensors(self, batch: Batch, device: Device) -> tuple[Sensor, ...]:
        named = device.tenant, device.name
        made = device.profile, device.profile_version, device.checks
        held = self._compiled.get(named)
        if held is not None and held[0] == made:
            return held[1]
        profile: Profile | None = batch.profiles.get((device.tenant, device.profile, device.profile_version))
        sensors = sensors_of(profile, device.checks) if profile else ()
        self._compiled[named] = made, sensors
        return sensors
