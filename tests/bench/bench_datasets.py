"""How fast ten million readings of a site become a dataset version, in how much memory, and whether it stays.

`python -m tests.bench datasets [--devices N]`. A reading of four channels every 30 s from each device, for 30
days. The lake is an S3 emulator in a process of its own, or the one that AWS_ENDPOINT_URL names. The
extraction runs by itself too, and its peak of memory is taken. Then a million readings arrive late, spread
over all days, the days are compacted anew, and the version is made again as it was known before.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import duckdb

from bench.bench_archive import emulated
from bench.records import Record, record
from builders.archive import PROFILE, ROWS, SITE, TENANT
from builders.datasets import forever
from builders.web import counting_bytes
from spotter.adapters.aws.clients import connect
from spotter.adapters.aws.objects import S3Objects
from spotter.adapters.aws.records import DynamoRecords
from spotter.adapters.parquet.summaries import ParquetSummaries
from spotter.adapters.parquet.tables import ParquetTables
from spotter.contracts.archive import Manifest, Proof
from spotter.contracts.datasets import Dataset, DatasetDefinition, Order
from spotter.contracts.names import DatasetName, DeviceName
from spotter.services.extract_version import ExtractVersion
from spotter.services.find_sources import FindSources
from spotter.services.plan_extraction import PlanExtraction, Stores
from spotter.services.summarise_version import SummariseVersion
from spotter.stores.assignments import Assignments
from spotter.stores.catalogue import Catalogue
from spotter.stores.dataset_versions import DatasetVersions
from spotter.stores.days import Days
from spotter.stores.extractions import Extractions
from spotter.stores.pseudonyms import Pseudonyms
from spotter.stores.raw import RawReadings
from spotter.stores.registry import Registry

BEGIN = datetime(2026, 10, 1, tzinfo=UTC)
KNOWN_AT = datetime(2026, 11, 10, tzinfo=UTC)
DAYS, EVERY_S, DEVICES, DEVICES_A_FILE = 30, 30, 116, 87
LATE = 1_000_000
CHANNELS = ("ch4", "co", "h2s", "o2")
BUCKET = TABLE = "bench-datasets"


def main() -> int:
    """Fill a lake, extract in a process of its own, and write the records."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--devices", type=int, default=DEVICES)
    parser.add_argument("--days", type=int, default=DAYS)
    parser.add_argument("--extract", default="")
    parser.add_argument("--late", type=int, default=LATE)
    asked = parser.parse_args()
    if asked.extract:
        extract(asked.extract, asked.days)
        return 0
    with emulated():
        connect("s3").create_bucket(Bucket=BUCKET)
        connect("dynamodb").create_table(
            TableName=TABLE,
            AttributeDefinitions=[{"AttributeName": key, "AttributeType": "S"} for key in ("pk", "sk")],
            KeySchema=[
                {"AttributeName": "pk", "KeyType": "HASH"},
                {"AttributeName": "sk", "KeyType": "RANGE"},
            ],
            BillingMode="PAY_PER_REQUEST",
        )
        readings = sum(fill(day, asked.devices, late=0) for day in range(asked.days))
        first = in_its_own_process("first", asked.days)
        for day in range(asked.days):
            fill(day, asked.devices, late=asked.late // asked.days)
        again = in_its_own_process("again", asked.days)
    told = f"{readings} readings of {len(CHANNELS)} channels, {asked.days} days of one site, local S3"
    told = f"{told}, {os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}; {first['rows']} rows"
    changed = sum(first["parts"].get(place) != digest for place, digest in again["parts"].items())
    late = (
        f"{told}; {asked.late} readings came late, every day was compacted anew, made again as known before"
    )
    record(
        Record("dataset.extract_10m_s", first["seconds"], "s", "lower", told, "limit", 60.0),
        Record("dataset.extract_10m_mb", first["peak_mb"], "MB", "lower", told, "limit", 3_000.0),
        Record("dataset.summarise_10m_s", first["summary_s"], "s", "lower", told, "limit", 300.0),
        Record("dataset.late_1m_parts_changed", changed, "parts", "lower", late, "limit", 0.0),
    )
    return 1 if changed or first["parts"].keys() != again["parts"].keys() else 0


def fill(day: int, devices: int, *, late: int) -> int:
    """Write a day of the archive as compaction does, with so many late readings among the others."""
    stores = the_stores()
    begin = BEGIN + timedelta(days=day)
    named = Manifest(TENANT, SITE, begin.date().isoformat(), (), (), Proof(0, 0, ""), late, 0)
    files, total = [], 0
    a_file = DEVICES_A_FILE if not late else DEVICES_A_FILE - 20
    for first in range(0, devices, a_file):
        last = min(first + a_file, devices)
        content, values = a_day(begin, first, last, late=late * (last - first) // devices)
        proof = Proof(values // len(CHANNELS), values, hashlib.sha256(content).hexdigest())
        names = (DeviceName(f"device-{first:04}"), DeviceName(f"device-{last - 1:04}"))
        files.append(stores[1].keep_file(named, content, first=names[0], last=names[1], proof=proof))
        total += values
    whole = Manifest(TENANT, SITE, named.day, (), tuple(files), Proof(0, total, ""), late, 0)
    known = stores[1].manifest(TENANT, SITE, named.day)
    stores[1].point(whole, expected=known.version if known else None)
    return total // len(CHANNELS)


def a_day(begin: datetime, first: int, last: int, *, late: int) -> tuple[bytes, int]:
    """Make the rows of devices for a day; values are a walk that any seed repeats."""
    moments = 86_400 // EVERY_S
    with tempfile.TemporaryDirectory() as folder, duckdb.connect(config={"threads": 2}) as database:
        file = Path(folder) / "day.parquet"
        database.execute("SET TimeZone = 'UTC'")
        database.execute(
            f"""COPY (
                WITH readings AS (
                    SELECT d AS device, m AS seq, {EVERY_S} * m::DOUBLE AS s, 2.0 AS lag
                    FROM range({first}, {last}) t(d), range({moments}) u(m)
                    UNION ALL
                    SELECT {first} + n % {last - first}, {moments} + n, (n * 7.013) % 86400, 8e6
                    FROM range({late}) l(n))
                SELECT format('device-{{:04d}}', device) AS device, channel,
                       $begin::TIMESTAMPTZ + to_microseconds((s * 1e6)::BIGINT) AS "at", 'b1' AS boot, seq,
                       $begin::TIMESTAMPTZ + to_microseconds(((s + lag) * 1e6)::BIGINT) AS arrived,
                       '{PROFILE}' AS profile, 1::BIGINT AS profile_version, 0::BIGINT AS variant,
                       round(20 + 5 * sin(s / 3600 + device) + (hash(device, seq, channel) % 1000) / 1e3, 3)
                           AS number,
                       NULL::BIGINT AS integer, NULL::BOOLEAN AS flag, NULL::VARCHAR AS text,
                       'good' AS trust, []::VARCHAR[] AS doubts, NULL::VARCHAR AS reason
                FROM readings, (SELECT unnest($channels) AS channel)
                ORDER BY device, channel, "at", boot, seq
            ) TO '{file}' (FORMAT parquet, PARQUET_VERSION v2, COMPRESSION zstd, ROW_GROUP_SIZE 61440)""",  # noqa: S608 - our own words
            {"begin": begin, "channels": list(CHANNELS)},
        )
        return file.read_bytes(), ((last - first) * moments + late) * len(CHANNELS)


def the_stores() -> tuple[Stores, Days]:
    """Connect to the emulator."""
    lake, kept = S3Objects(connect("s3"), BUCKET), DynamoRecords(connect("dynamodb"), TABLE)
    days = Days(lake, kept)
    stores = Stores(
        FindSources(raw=RawReadings(lake), days=days, rows=ROWS),
        ParquetTables(),
        DatasetVersions(lake, kept),
        Extractions(lake, kept),
        Registry(kept),
        Assignments(kept),
        Pseudonyms(kept, counting_bytes),
        Catalogue(kept),
    )
    return stores, days


def extract(run: str, days: int) -> None:
    """Extract, and say on standard output what it took."""
    stores, _ = the_stores()
    definition = DatasetDefinition(TENANT, DatasetName(run), (SITE,), BEGIN, BEGIN + timedelta(days=days))
    stores.versions.put(Dataset(TENANT, definition.name, KNOWN_AT, "bench", definition), expected=None)
    make = ExtractVersion(PlanExtraction(stores), stores, lambda: KNOWN_AT)
    begun = time.perf_counter()
    manifest = make(Order(run, definition, KNOWN_AT, "bench"), left_s=forever)
    seconds = time.perf_counter() - begun
    assert manifest is not None
    peak_mb = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1_000
    begun = time.perf_counter()
    summed = SummariseVersion(stores.versions, stores.versions.checks, ParquetSummaries())
    assert summed(manifest, left_s=forever) is not None
    told = {
        "seconds": seconds,
        "summary_s": time.perf_counter() - begun,
        "peak_mb": peak_mb,
        "rows": manifest.rows,
        "parts": {part.place: part.sha256 for part in stores.versions.parts(manifest)},
    }
    sys.stdout.write(json.dumps(told))


def in_its_own_process(run: str, days: int) -> dict[str, Any]:
    """Run the extraction by itself, as a function does."""
    command = [sys.executable, "-m", "bench.bench_datasets", "--extract", run, "--days", str(days)]
    done = subprocess.run(command, check=True, capture_output=True, text=True)  # noqa: S603 - our own words
    told: dict[str, Any] = json.loads(done.stdout)
    return told


if __name__ == "__main__":
    sys.exit(main())
