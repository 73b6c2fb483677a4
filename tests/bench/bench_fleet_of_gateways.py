"""1,000 devices behind 10 gateways through an outage of the cloud: how fast, and what is lost.

One process, real spools, synced to the disk at every batch; the broker is in memory. The reference is what
the devices produce: one reading a second each.
"""

from __future__ import annotations

import math
import tempfile
import time
from pathlib import Path

from bench.records import Record, record
from builders.gateway_fleet import Fleet, outcome

GATEWAYS, DEVICES = 10, 1_000
BEFORE_S, OUTAGE_S, AFTER_S = 5, 20, 5


def main() -> None:
    """Measure and record."""
    with tempfile.TemporaryDirectory() as folder:
        fleet = Fleet(Path(folder), gateways=GATEWAYS, devices=DEVICES)
        begun = time.perf_counter()
        fleet.run(BEFORE_S)
        fleet.cloud.is_up = False
        fleet.run(OUTAGE_S)
        mended, ended_s = len(fleet.cloud.arrived), fleet.clock.seconds
        fleet.cloud.is_up = True
        fleet.run(AFTER_S)
        fleet.settle()
        took_s = time.perf_counter() - begun
        came = outcome(fleet, mended=mended, ended_s=ended_s)
        fleet.close()
    events = sum(each.lane == "events" for each in fleet.cloud.arrived)
    conditions = (
        f"{DEVICES} devices behind {GATEWAYS} gateways in one process, {len(fleet.heard)} readings of which "
        f"{events} were sent as events, {OUTAGE_S} s of outage; judged, spooled to disk and sent; "
        f"{came.lost} lost, {came.repeated} repeated, {len(came.overtaken)} gateways sent bulk "
        "before an event that waited"
    )
    rate = len(fleet.heard) / took_s if not came.lost and not came.overtaken else -math.inf
    record(
        Record(
            "gateway.fleet_readings_per_s",
            rate,
            "readings/s",
            "higher",
            conditions,
            "what the devices measure",
            DEVICES,
        )
    )


if __name__ == "__main__":
    main()
