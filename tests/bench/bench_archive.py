"""How fast the archive compacts, and how fast it answers about a day of a site.

`python -m tests.bench archive [--devices N]`. The lake is an S3 emulator in a process of its own, or the one
that AWS_ENDPOINT_URL names. The peer of a question is pandas over the same raw objects. What is asked is one
channel of all devices, minute by minute: what a curve on a screen needs.
"""

from __future__ import annotations

import argparse
import gzip
import io
import os
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path
from random import Random

import pandas as pd

from bench.records import Record, record
from builders.archive import MIDNIGHT, PROFILE, SITE, TENANT, a_reading, at
from infra.local import emulator
from spotter.adapters.aws.clients import connect
from spotter.adapters.aws.objects import S3Objects
from spotter.adapters.memory.records import MemoryRecords
from spotter.adapters.parquet.rows import ParquetRows
from spotter.contracts.archive import Selection
from spotter.contracts.profiles import Channel, ChannelType, Profile
from spotter.contracts.readings import Reading
from spotter.services.compact_readings import CompactReadings
from spotter.services.query_readings import QueryReadings
from spotter.services.settle_trust import SettleTrust
from spotter.stores.days import Days
from spotter.stores.lake import Archive
from spotter.stores.raw import RawReadings
from spotter.stores.registry import Registry
from spotter.stores.trails import Trails

CHANNELS = 8
EVERY_S = 5
QUESTIONS = 5


def main() -> int:
    """Measure and write the records."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--devices", type=int, default=100)
    devices = parser.parse_args().devices
    with emulated():
        client = connect("s3")
        client.create_bucket(Bucket="bench-archive")
        lake = S3Objects(client, "bench-archive")
        readings = fill(lake, devices)
        raw, days = RawReadings(lake), Days(lake, MemoryRecords())
        compact = compacting(raw, days, lambda: at(26 * 3600))
        compacted_s = timed(lambda: compact(sweep=True))
        cold, warm, found = asked(raw, days)
        peer = scanned(lake)
    rows = readings * CHANNELS
    told = f"{devices} devices x {CHANNELS} channels every {EVERY_S} s for a day, {rows} values"
    record(
        Record("archive.compact_rows_per_s", rows / compacted_s, "rows/s", "higher", told),
        Record(
            "readings.query_day_s",
            cold,
            "s",
            "lower",
            f"{told}; one channel of all by the minute, {found} rows as CSV; nothing at hand, local S3",
            reference="limit",
            reference_value=1.0,
        ),
        Record(
            "readings.query_day_warm_s",
            warm,
            "s",
            "lower",
            f"{told}; the same with the files at hand",
            reference="pandas over the raw gzip JSON lines",
            reference_value=peer,
        ),
    )
    return 0


def timed(work: Callable[[], object]) -> float:
    """Measure how long something takes."""
    begun = time.perf_counter()
    work()
    return time.perf_counter() - begun


@contextmanager
def emulated() -> Iterator[None]:
    """Run the emulator in a process of its own, unless the environment names one."""
    os.environ |= {"AWS_ACCESS_KEY_ID": "test", "AWS_SECRET_ACCESS_KEY": "test"}
    os.environ.setdefault("AWS_DEFAULT_REGION", "us-east-1")
    if "AWS_ENDPOINT_URL" in os.environ:
        yield
        return
    with tempfile.TemporaryDirectory() as state:
        started = emulator.start(Path(state))
        try:
            os.environ["AWS_ENDPOINT_URL"] = started.endpoint_url
            yield
        finally:
            emulator.stop(started.pid)


def fill(lake: S3Objects, devices: int) -> int:
    """Archive a day, an object for each device and half an hour; values walk at random, as sensors do."""
    archive, readings = Archive(lake), 0
    for number in range(devices):
        random = Random(number)  # noqa: S311 - a simulation, not a secret
        values = [random.uniform(0, 50) for _ in range(CHANNELS)]
        stream = list(day_of(f"device-{number:03}", values, random))
        for start in range(0, len(stream), 360):
            archive.keep(stream[start : start + 360], batch=f"{number}-{start}")
        readings += len(stream)
    return readings


def day_of(device: str, values: list[float], random: Random) -> Iterator[Reading]:
    """Give the readings of a device for a day."""
    for seq in range(86_400 // EVERY_S):
        values[:] = [value + random.gauss(0, 0.05) for value in values]
        said = {f"channel-{place}": round(value, 3) for place, value in enumerate(values)}
        measured = float(seq * EVERY_S)
        yield a_reading(seq, dict(said), device=device, measured=measured, arrived=measured + 2)


def compacting(raw: RawReadings, days: Days, clock: Callable[[], datetime]) -> CompactReadings:
    """Compact as the function does."""
    trust = settling(days, clock)
    return CompactReadings(raw=raw, days=days, rows=ParquetRows(), trust=trust, clock=clock)


def settling(days: Days, clock: Callable[[], datetime]) -> SettleTrust:
    """Settle trust by a profile that judges every channel, as that of a gas helmet does."""
    registry = Registry(MemoryRecords())
    judged = Channel(ChannelType.NUMBER, interval_s=EVERY_S, rate_limit=10.0, stuck_after_s=600.0)
    channels = {f"channel-{place}": judged for place in range(CHANNELS)}
    registry.add_profile(Profile(TENANT, PROFILE, 1, channels))
    return SettleTrust(registry=registry, trails=Trails(MemoryRecords()), days=days, clock=clock)


def asked(raw: RawReadings, days: Days) -> tuple[float, float, int]:
    """Ask with nothing at hand, and again: the medians, and how many rows it gave."""
    wanted = Selection(MIDNIGHT, MIDNIGHT + timedelta(days=1), channels=("channel-3",), every_s=60.0)
    cold: list[float] = []
    warm: list[float] = []
    rows = 0
    for _ in range(QUESTIONS):
        query = QueryReadings(raw=raw, days=days, rows=ParquetRows())
        for seen in (cold, warm):
            begun = time.perf_counter()
            rows = query.export(TENANT, SITE, wanted, "csv").rows
            seen.append(time.perf_counter() - begun)
    return sorted(cold)[QUESTIONS // 2], sorted(warm)[QUESTIONS // 2], rows


def scanned(lake: S3Objects) -> float:
    """Answer the same with pandas over everything that is raw."""
    begun = time.perf_counter()
    parts = []
    for key in lake.keys(f"readings/tenant={TENANT}/site={SITE}/"):
        lines = gzip.decompress(lake.get(key))
        told = pd.read_json(io.BytesIO(lines), lines=True)
        told["value"] = [values["channel-3"] for values in told["values"]]
        parts.append(told[["device", "at", "value"]])
    table = pd.concat(parts)
    minute = pd.to_datetime(table["at"]).dt.floor("min")
    table.groupby(["device", minute])["value"].agg(["min", "max", "mean", "last"])
    return time.perf_counter() - begun


if __name__ == "__main__":
    sys.exit(main())
