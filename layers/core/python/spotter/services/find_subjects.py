"""Find subjects: whose a reading is, at the moment when it was measured: of its device, worker, zones, site.

Who wears a device is told by the assignments, where it is by its tags (`zone-<name>`, for what is installed)
or else by the fixes that were located until now. Both are read only for sites whose rules ask for them.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime, timedelta
from typing import NamedTuple, assert_never

from spotter.contracts.assignments import Assignment
from spotter.contracts.devices import Device
from spotter.contracts.names import DeviceName, Subject, Tenant, subject_of
from spotter.contracts.readings import Reading
from spotter.contracts.rules import Scope
from spotter.contracts.whereabouts import Whereabouts
from spotter.domain.assignments import wearer
from spotter.domain.zones.stays import installed_in, zones_then
from spotter.ports.clock import Clock
from spotter.stores.assignments import Assignments
from spotter.stores.whereabouts import LastZones

Named = tuple[Tenant, DeviceName]

READ_AGAIN = timedelta(seconds=10)
"""How long a process goes on with a history of assignments that it has read."""


class Whose(NamedTuple):
    """Answers for one batch; bounded by its devices, whatever the number of its readings."""

    histories: Mapping[Named, tuple[Assignment, ...]]
    installed: Mapping[Named, tuple[Subject, ...]]
    moving: Mapping[Named, Whereabouts]

    def __call__(self, scope: Scope, reading: Reading) -> tuple[Subject, ...]:
        """Name the subjects that a reading is about under a scope."""
        named = (reading.tenant, reading.device)
        match scope:
            case "device":
                return (subject_of("device", reading.device),)
            case "site":
                return (subject_of("site", reading.site),)
            case "worker":
                worker = wearer(self.histories.get(named, ()), reading.device, reading.at)
                return () if worker is None else (subject_of("worker", worker),)
            case "zone":
                return self.installed.get(named) or self._where(named, reading)
            case _:
                assert_never(scope)

    def _where(self, named: Named, reading: Reading) -> tuple[Subject, ...]:
        here = self.moving.get(named)
        if here is None or here.site != reading.site:
            return ()
        return tuple(subject_of("zone", name) for name in zones_then(here, reading.at))


class FindSubjects:
    """The use case: one read for each device in ten seconds for workers, one for each batch for zones."""

    def __init__(self, assignments: Assignments, last: LastZones, clock: Clock) -> None:
        self._assignments = assignments
        self._last = last
        self._clock = clock
        self._known: dict[Named, tuple[datetime, tuple[Assignment, ...]]] = {}

    def __call__(
        self, readings: Sequence[Reading], scopes: Collection[Scope], devices: Mapping[Named, Device]
    ) -> Whose:
        """Look up what has to be known to tell whose readings are.

        Raises:
            Unavailable: a store does not answer.
        """
        named = sorted({(reading.tenant, reading.device) for reading in readings})
        histories = {each: self._history(each) for each in named} if "worker" in scopes else {}
        installed: dict[Named, tuple[Subject, ...]] = {}
        moving: Mapping[Named, Whereabouts] = {}
        if "zone" in scopes:
            installed = {each: installed_in(devices[each].tags) for each in named if each in devices}
            moving = self._last.of_devices([each for each in named if not installed.get(each)])
        return Whose(histories, installed, moving)

    def _history(self, named: Named) -> tuple[Assignment, ...]:
        now = self._clock()
        read_at, history = self._known.get(named, (None, ()))
        if read_at is None or now - read_at >= READ_AGAIN:
            history = self._assignments.of_device(*named)
            self._known[named] = (now, history)
        return history
