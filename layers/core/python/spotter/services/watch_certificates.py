"""Watch certificates: every device and gateway once a day, a share in each run; an alarm before one ends."""

from __future__ import annotations

import zlib
from datetime import timedelta
from typing import NamedTuple

import msgspec

from spotter.contracts.devices import Device
from spotter.contracts.readiness import ReadinessNorms
from spotter.domain.certificates import GONE, gateways_of, signals_about
from spotter.ports.certificates import Certificates
from spotter.ports.clock import Clock
from spotter.ports.queue import Queue
from spotter.stores.registry import Registry

EVERY = timedelta(minutes=15)
"""How often the schedule calls."""

SHARES = timedelta(days=1) // EVERY


class WatchCertificates(NamedTuple):
    """The use case with what it works on."""

    registry: Registry
    certificates: Certificates
    alarms: Queue
    norms: ReadinessNorms
    clock: Clock

    def __call__(self) -> int:
        """Tell the alarms of the devices whose turn it is, and give how many end soon.

        Raises:
            Unavailable: a service does not answer; the day after it is their turn again.
        """
        now = self.clock()
        turn = int(now.timestamp() // EVERY.total_seconds()) % SHARES
        ending = 0
        for tenant in self.registry.tenants():
            everything = list(self.registry.devices(tenant))
            devices = [each for each in everything if _is_due(each, turn)]
            ends = self.certificates.ends([each.principal for each in devices])
            signals = signals_about(
                devices, ends, now, days=self.norms.certificate_days, behind=gateways_of(everything)
            )
            if signals:
                self.alarms.send([msgspec.json.encode(each) for each in signals])
            within = timedelta(days=self.norms.certificate_days)
            ending += sum(end - now <= within for end in ends.values())
        return ending


def _is_due(device: Device, turn: int) -> bool:
    return device.state not in GONE and zlib.crc32(device.name.encode()) % SHARES == turn
