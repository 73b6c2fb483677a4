"""Features of 10,000,000 readings, materialised from the archive into the offline store.

The archive is that of `bench_datasets`: 30 days of one site as compaction writes it, on local S3. Features
are the seven usual statistics of four channels over five minutes, a row for each reading. Beside it polars
computes, of one day in memory, those of these statistics that its rolling windows have.
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import subprocess
import sys
import time
from datetime import timedelta
from typing import Any

import numpy as np
import polars as pl

from bench.bench_archive import emulated
from bench.bench_datasets import (
    BEGIN,
    BUCKET,
    CHANNELS,
    DAYS,
    DEVICES,
    EVERY_S,
    KNOWN_AT,
    TABLE,
    fill,
    the_stores,
)
from bench.records import Record, record
from builders.archive import PROFILE, SITE, TENANT
from builders.datasets import forever
from spotter.adapters.aws.clients import connect
from spotter.adapters.aws.objects import S3Objects
from spotter.adapters.aws.records import DynamoRecords
from spotter.adapters.parquet.feature_days import ParquetFeatureDays
from spotter.contracts.feature_sets import FeatureSet
from spotter.contracts.learning import WindowSpec
from spotter.contracts.offline import Materialisation, OfArchive
from spotter.learning.feature_batches import Moments, feature_matrix
from spotter.services.materialise_features import MaterialiseFeatures
from spotter.services.plan_features import FeatureStores
from spotter.stores.extractions import Extractions
from spotter.stores.lake import AirLog
from spotter.stores.offline import OfflineStore

LENGTH_S = 300
WINDOW = WindowSpec(CHANNELS, float(LENGTH_S))
SET = FeatureSet(TENANT, "gas", "Gas over five minutes", PROFILE, WINDOW, "bench", BEGIN, version=1)


def main() -> int:
    """Fill a lake, materialise in a process of its own, and write the records."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--devices", type=int, default=DEVICES)
    parser.add_argument("--days", type=int, default=DAYS)
    parser.add_argument("--materialise", action="store_true")
    asked = parser.parse_args()
    if asked.materialise:
        materialise(asked.days)
        return 0
    with emulated():
        make_places()
        readings = sum(fill(day, asked.devices, late=0) for day in range(asked.days))
        done = in_its_own_process(asked.days)
    features = len(WINDOW.feature_names)
    told = f"{readings} readings of {len(CHANNELS)} channels, {asked.days} days of one site, local S3; "
    told += f"{features} features over {LENGTH_S} s: {done['rows']} rows, {done['size'] / 1e6:.0f} MB"
    told += f", {done['cpu_s']:.0f} s of processor time"
    told = f"{told}; {os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}"
    ours, theirs = a_day_in_memory(asked.devices)
    record(
        Record("features.over_10m_s", done["seconds"], "s", "lower", told, "limit", 120.0),
        Record("features.over_10m_mb", done["peak_mb"], "MB", "lower", told, "limit", 3_000.0),
        Record(
            "features.day_cpu_s",
            ours,
            "s",
            "lower",
            f"processor time for a day in memory: {features} features here, without slope and range there",
            "polars rolling",
            theirs,
        ),
    )
    return 1 if done["rows"] != readings else 0


def make_places() -> None:
    """Make the bucket and the table."""
    connect("s3").create_bucket(Bucket=BUCKET)
    connect("dynamodb").create_table(
        TableName=TABLE,
        AttributeDefinitions=[{"AttributeName": key, "AttributeType": "S"} for key in ("pk", "sk")],
        KeySchema=[{"AttributeName": "pk", "KeyType": "HASH"}, {"AttributeName": "sk", "KeyType": "RANGE"}],
        BillingMode="PAY_PER_REQUEST",
    )


def materialise(days: int) -> None:
    """Materialise, and say on standard output what it took."""
    stores, _ = the_stores()
    lake, kept = S3Objects(connect("s3"), BUCKET), DynamoRecords(connect("dynamodb"), TABLE)
    offline = FeatureStores(
        stores.sources, stores.versions, OfflineStore(lake, kept), ParquetFeatureDays(), AirLog(lake)
    )
    make = MaterialiseFeatures(offline, Extractions(lake, kept), lambda: KNOWN_AT)
    origin = OfArchive((SITE,), BEGIN, BEGIN + timedelta(days=days))
    begun = time.perf_counter()
    made = make(Materialisation("run", SET, origin, KNOWN_AT, "bench"), left_s=forever)
    seconds = time.perf_counter() - begun
    assert made is not None
    used = resource.getrusage(resource.RUSAGE_SELF)
    peak, cpu_s = used.ru_maxrss / 1_000, used.ru_utime + used.ru_stime
    sys.stdout.write(
        json.dumps(
            {"seconds": seconds, "peak_mb": peak, "cpu_s": cpu_s, "rows": made.rows, "size": made.size}
        )
    )


def in_its_own_process(days: int) -> dict[str, Any]:
    """Run it by itself, as a function does."""
    command = [sys.executable, "-m", "bench.bench_features", "--materialise", "--days", str(days)]
    done = subprocess.run(command, check=True, capture_output=True, text=True)  # noqa: S603 - our own words
    told: dict[str, Any] = json.loads(done.stdout)
    return told


def a_day_in_memory(devices: int) -> tuple[float, float]:
    """Compute a day of devices with ours and with polars, in seconds of processor time."""
    moments = 86_400 // EVERY_S
    streams = np.repeat(np.arange(devices), moments)
    micros = np.tile(np.arange(moments) * EVERY_S * 1_000_000, devices)
    noise = np.random.default_rng(0)
    values = {name: np.round(20 + noise.normal(0, 2, streams.size), 3) for name in CHANNELS}
    begun = time.process_time()
    feature_matrix(Moments(streams, micros, values), WINDOW, np.arange(streams.size))
    ours = time.process_time() - begun
    frame = pl.DataFrame({"device": streams, "at": pl.Series(micros).cast(pl.Datetime("us")), **values})
    begun = time.process_time()
    frame.rolling("at", period=f"{LENGTH_S}s", group_by="device").agg(
        getattr(pl.col(name), taken)().alias(f"{name}_{taken}")
        for name in CHANNELS
        for taken in ("last", "mean", "min", "max", "std")
    )
    return ours, time.process_time() - begun


if __name__ == "__main__":
    sys.exit(main())
