"""How soon a gateway's siren sounds after dangerous gas is heard, and how fast its spool takes readings.

`gateway.siren_ms` goes from a POST on the loopback to the siren's file saying 1: parse, judge, switch. The
reference is the same POST to the same door with the state asked for instead: HTTP alone.
"""

from __future__ import annotations

import statistics
import tempfile
import threading
import time
import urllib.request
from datetime import UTC, datetime
from pathlib import Path

import msgspec

from bench.records import Record, record
from builders.gateways import GATE, HELMET, a_manifest, a_spool, heard
from spotter.contracts.alarms import AlarmClass
from spotter.edge.gateway.door import open_door
from spotter.edge.gateway.intake import Intake
from spotter.edge.gateway.neighbours import Told
from spotter.edge.gateway.siren import FileOutput, Siren

ROUNDS = 100
BATCHES, AT_ONCE = 200, 100


def now() -> datetime:
    """Tell the time."""
    return datetime.now(UTC)


def main() -> None:
    """Measure and record."""
    with tempfile.TemporaryDirectory() as folder:
        sounding, asking = siren_times(Path(folder))
        record(
            Record(
                "gateway.siren_ms",
                statistics.median(sounding),
                "ms",
                "lower",
                f"POST on the loopback to the siren's file, {ROUNDS} rounds, p99 {max(sounding):.1f} ms; "
                "the limit is 100 ms (p50)",
                "GET of the status by the same door",
                statistics.median(asking),
            ),
            Record(
                "gateway.spooled_per_s",
                spooled_per_s(Path(folder)),
                "readings/s",
                "higher",
                f"synced to the disk in batches of {AT_ONCE}",
            ),
        )


def siren_times(folder: Path) -> tuple[list[float], list[float]]:
    """Measure in turn how long the siren and the status take, in ms."""
    spool, siren_file = a_spool(folder), folder / "siren"
    intake = Intake(
        spool=spool,
        siren=Siren([FileOutput(siren_file)], failed=print),
        told=Told(GATE, 60),
        manifest=a_manifest(),
        sounds_for=(AlarmClass.LIFE_SAFETY, AlarmClass.HIGH),
        clock=now,
    )
    door = open_door(0, intake, now, dict)
    threading.Thread(target=door.serve_forever, daemon=True).start()
    address = f"http://127.0.0.1:{door.server_port}"
    sounding, asking = [], []
    for _ in range(ROUNDS):
        begun = time.perf_counter()
        asked = threading.Thread(target=_say, args=(address, 1.6))
        asked.start()
        while not siren_file.exists() or siren_file.read_text() != "1":
            time.sleep(0.0002)
        sounding.append((time.perf_counter() - begun) * 1000)
        asked.join()
        _say(address, 0.1)
        begun = time.perf_counter()
        with urllib.request.urlopen(f"{address}/status") as answer:  # noqa: S310 - loopback
            answer.read()
        asking.append((time.perf_counter() - begun) * 1000)
    door.shutdown()
    door.server_close()
    spool.close()
    return sounding, asking


def spooled_per_s(folder: Path) -> float:
    """Measure how many readings a second the spool takes."""
    place = folder / "throughput"
    place.mkdir()
    spool = a_spool(place, most_bytes=1 << 28)
    batch = [heard() for _ in range(AT_ONCE)]
    begun = time.perf_counter()
    for _ in range(BATCHES):
        spool.put(batch)
    return BATCHES * AT_ONCE / (time.perf_counter() - begun)


def _say(address: str, ch4: float) -> None:
    body = msgspec.json.encode({"device": HELMET, "values": {"ch4": ch4}})
    with urllib.request.urlopen(f"{address}/readings", body) as answer:  # noqa: S310 - loopback
        answer.read()


if __name__ == "__main__":
    main()
