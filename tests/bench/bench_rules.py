"""How many readings a second one core judges against 60 rules, windows and timers included.

Ten five-gas detectors send a reading a second, a minute of them a batch; everything is calm, as it nearly
always is. `rules.readings_per_s` is from decoded readings to signals: single values, and memory taken in,
asked and pruned after every batch. `rules.stored_readings_per_s` adds what a stateless function pays:
memory decoded before each batch and encoded after it.
"""

from __future__ import annotations

import time
import zlib
from collections.abc import Callable
from datetime import timedelta
from itertools import islice
from random import Random

import msgspec

from bench.records import Record, record
from builders.alarm_path import GAS, NOON, PROFILE, SITE, TENANT, a_reading
from spotter.contracts.names import DeviceName, Subject
from spotter.contracts.profiles import Channel, ChannelType
from spotter.contracts.readings import Reading
from spotter.contracts.rules import Rule
from spotter.domain.rules.judge import Judge
from spotter.domain.rules.memory import Memory
from spotter.domain.rules.timed import About, TimedJudge
from spotter.stores.rulebook import pack_names, rule_pack

RULES = 60
DEVICES, BATCH, BATCHES = 10, 60, 60
TIMED = 15
REFERENCE = 60_000.0
UNITS = {"o2": "%", "ch4": "%", "co": "ppm", "h2s": "ppm", "so2": "ppm"}
PROFILES = {
    (TENANT, PROFILE, 1): msgspec.structs.replace(
        GAS, channels={name: Channel(ChannelType.NUMBER, unit, hazard=name) for name, unit in UNITS.items()}
    )
}


def rules() -> list[Rule]:
    """Sixty rules of the packs: the timed ones first, so that windows are among them."""
    every = [rule for name in pack_names() for rule in rule_pack(name).rules]
    timed = [rule for rule in every if TimedJudge([rule]).rules]
    chosen = list(islice([*timed, *(rule for rule in every if rule not in timed)], RULES))
    if len(chosen) != RULES or len(timed) < TIMED:
        raise SystemExit(f"{len(chosen)} rules, {len(timed)} of them timed")
    return chosen


def batches() -> list[dict[DeviceName, list[Reading]]]:
    """An hour of calm air, a minute of each device a batch."""
    random = Random(1)  # noqa: S311 - a simulation, not a secret
    names = [DeviceName(f"gas-{number}") for number in range(DEVICES)]

    def reading(device: DeviceName, second: int) -> Reading:
        values = {
            "o2": random.gauss(20.9, 0.05),
            "ch4": random.uniform(0, 0.2),
            "co": random.uniform(2, 8),
            "h2s": random.uniform(0, 0.4),
            "so2": random.uniform(0, 0.1),
        }
        made = a_reading(values, seq=second, at=NOON + timedelta(seconds=second))
        return msgspec.structs.replace(made, device=device)

    return [
        {name: [reading(name, cut * BATCH + second) for second in range(BATCH)] for name in names}
        for cut in range(BATCHES)
    ]


def measured(stored: Callable[[Memory], Memory], day: list[dict[DeviceName, list[Reading]]]) -> float:
    """Judge everything once; give readings per second of processor time."""
    chosen = rules()
    judge, timed = Judge(chosen), TimedJudge(chosen)
    memories = {name: Memory() for name in day[0]}
    begun = time.process_time()
    for batch in day:
        judge([reading for stream in batch.values() for reading in stream], PROFILES)
        for name, stream in batch.items():
            memory = memories[name]
            timed.take(memory, stream, PROFILES)
            timed.signals(About(TENANT, SITE, Subject(name)), memory, stream)
            memories[name] = stored(timed.pruned(memory))
    return DEVICES * BATCH * BATCHES / (time.process_time() - begun)


def through_storage(memory: Memory) -> Memory:
    """Write and read a memory as its store does."""
    packed = zlib.compress(msgspec.json.encode(memory), level=1)
    return msgspec.json.decode(zlib.decompress(packed), type=Memory)


def main() -> None:
    """Measure three times and keep the median."""
    day = batches()
    timed = sum(1 for rule in rules() if TimedJudge([rule]).rules)
    conditions = (
        f"one core, {RULES} rules of the packs ({timed} with windows, timers or several channels), "
        f"{DEVICES} five-channel devices at 1 Hz, batches of {BATCH} a device, calm"
    )
    kept = sorted(measured(lambda memory: memory, day) for _ in range(3))[1]
    stored = sorted(measured(through_storage, day) for _ in range(3))[1]
    record(
        Record("rules.readings_per_s", kept, "readings/s", "higher", conditions, "asked for", REFERENCE),
        Record("rules.stored_readings_per_s", stored, "readings/s", "higher", f"{conditions}; memory stored"),
    )


if __name__ == "__main__":
    main()
