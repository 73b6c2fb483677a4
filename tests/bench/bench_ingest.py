"""How much one core ingests: `python -m tests.bench ingest`.

First with every port in memory, beside msgspec decoding of the same payloads alone; then with the clients of
AWS, which serialise and sign as always and whose requests end in a stub instead of a network, beside the
usual way of json, pydantic and `Table.batch_writer`. A reading of the first is one value of one channel.
"""

from __future__ import annotations

import base64
import json
import random
import time
from collections import Counter
from collections.abc import Callable
from datetime import datetime, timedelta

import msgspec

from bench.records import Record, interleaved_medians, record
from bench.stubbed_aws import StubbedAws, usual_way
from builders.alarm_path import NOON, PRINCIPAL, PROFILE, TENANT, a_device
from spotter.adapters.memory.objects import MemoryObjects
from spotter.adapters.memory.queue import MemoryQueue
from spotter.adapters.memory.records import MemoryRecords
from spotter.contracts.devices import SensorChecks
from spotter.contracts.profiles import Channel, ChannelType, Profile
from spotter.contracts.readings import Delivery
from spotter.ports.objects import Objects
from spotter.ports.queue import Queue
from spotter.ports.records import Records
from spotter.services.ingest_readings import IngestParts, IngestReadings
from spotter.services.rules_in_force import RulesInForce
from spotter.stores.alarms import AlarmLedger
from spotter.stores.assignments import Assignments
from spotter.stores.lake import Archive, Quarantine
from spotter.stores.memories import Memories
from spotter.stores.registry import Registry
from spotter.stores.rule_sets import RuleSets
from spotter.stores.trails import Trails
from spotter.stores.whereabouts import LastZones
from spotter.stores.workers import Workers

DEVICES, PER_BATCH, BATCHES, ROUNDS = 10, 100, 30, 5
CHANNELS = {
    "ch4": ("%", 5.0, "ch4"),
    "co": ("ppm", 500.0, "co"),
    "h2s": ("ppm", 100.0, "h2s"),
    "o2": ("%", 30.0, "o2"),
    "no2": ("ppm", 20.0, "no2"),
    "temperature": ("degC", 80.0, None),
    "humidity": ("%RH", 100.0, None),
    "battery": ("V", 5.0, None),
}
CALM = {
    "ch4": 0.1,
    "co": 2.0,
    "h2s": 0.2,
    "o2": 20.9,
    "no2": 0.1,
    "temperature": 21.0,
    "humidity": 40.0,
    "battery": 3.7,
}
CHECKS = {name: SensorChecks(NOON - timedelta(days=9), NOON - timedelta(hours=2)) for name in CHANNELS}


def a_profile() -> Profile:
    """A gas helmet whose gas channels have everything that trust looks at."""
    channels = {
        name: Channel(
            ChannelType.NUMBER,
            unit=unit,
            minimum=-50.0,
            maximum=most,
            hazard=hazard,
            interval_s=1.0 if hazard else None,
            t90_s=15.0 if hazard else None,
            rate_limit=most / 10 if hazard else None,
            stuck_after_s=900.0 if hazard else None,
            calibration_days=180 if hazard else None,
            bump_test_days=1 if hazard else None,
        )
        for name, (unit, most, hazard) in CHANNELS.items()
    }
    return Profile(tenant=TENANT, name=PROFILE, version=1, channels=channels)


def the_batches() -> list[dict[str, str]]:
    """Queue messages of one reading each, of ten devices, a second apart."""
    dice = random.Random(5)  # noqa: S311 - a seeded stream, no secret
    batches = []
    for number in range(BATCHES):
        batch = {}
        for place in range(PER_BATCH):
            device, step = place % DEVICES, place // DEVICES
            seq = number * (PER_BATCH // DEVICES) + step
            at = NOON + timedelta(seconds=seq)
            values = {name: round(calm + dice.random() / 100, 4) for name, calm in CALM.items()}
            payload = msgspec.json.encode({"v": 1, "boot": "b1", "seq": seq, "at": at, "values": values})
            batch[f"{number:08x}-{place:04x}-4000-8000-000000000000"] = a_message(device, payload, at)
        batches.append(batch)
    return batches


def a_message(device: int, payload: bytes, at: datetime) -> str:
    """A message as the topic rule writes it."""
    delivery = Delivery(
        thing=f"{TENANT}_gas-{device}",
        principal=PRINCIPAL,
        lane="readings",
        via="mqtt",
        arrived=int(at.timestamp() * 1000) + 80,
        body=base64.b64encode(payload).decode(),
    )
    return msgspec.json.encode(delivery).decode()


def an_ingest(
    registry: Records, alarms: Records, trails: Records, lake: Objects, queue: Queue
) -> IngestReadings:
    """Put ingest together over some adapters."""
    return IngestReadings(
        IngestParts(
            registry=Registry(registry),
            ledger=AlarmLedger(alarms),
            trails=Trails(trails),
            archive=Archive(lake),
            quarantine=Quarantine(lake),
            alarms=queue,
            windows=queue,
            fixes=queue,
            rules=RulesInForce(RuleSets(registry), lambda: NOON),
            memories=Memories(trails),
            assignments=Assignments(registry),
            workers=Workers(registry),
            last=LastZones(trails),
            clock=lambda: NOON,
        )
    )


def a_registry() -> MemoryRecords:
    """A registry with the devices of this benchmark."""
    registry = Registry(records := MemoryRecords())
    registry.add_profile(a_profile())
    for device in range(DEVICES):
        registry.put_device(msgspec.structs.replace(a_device(f"gas-{device}"), checks=CHECKS), expected=None)
    return records


def in_memory(batches: list[dict[str, str]]) -> float:
    """Ingest all batches with everything in memory; give the messages a second of CPU."""
    ingest = an_ingest(a_registry(), MemoryRecords(), MemoryRecords(), MemoryObjects(), MemoryQueue())
    return per_second(batches, ingest)


def decoded_only(batches: list[dict[str, str]]) -> float:
    """Decode the same payloads with msgspec alone."""
    payloads = [[base64.b64decode(json.loads(body)["body"]) for body in each.values()] for each in batches]

    class Message(msgspec.Struct):
        boot: str
        seq: int
        at: datetime
        values: dict[str, float]

    decoder = msgspec.json.Decoder(Message)
    started = time.process_time()
    for batch in payloads:
        for payload in batch:
            decoder.decode(payload)
    return len(batches) * PER_BATCH / (time.process_time() - started)


def per_second(batches: list[dict[str, str]], work: Callable[[dict[str, str]], object]) -> float:
    """Give the messages a second of CPU."""
    started = time.process_time()
    for batch in batches:
        work(batch)
    return len(batches) * PER_BATCH / (time.process_time() - started)


def with_aws(batches: list[dict[str, str]], aws: StubbedAws) -> float:
    """Ingest all batches through the AWS adapters."""
    ingest = an_ingest(*aws.adapters(a_registry()))
    return per_second(batches, ingest)


CONDITIONS = (
    f"one core (CPU time), batches of {PER_BATCH} messages of {DEVICES} devices, a message is a JSON reading "
    f"of {len(CHANNELS)} channels; decode, validate, de-duplicate, trust, rules, archive; "
    f"median of {ROUNDS} interleaved rounds"
)


def main() -> None:
    """Measure and record."""
    batches = the_batches()
    aws = StubbedAws()
    measures = {
        "ours": lambda: in_memory(batches) * len(CHANNELS),
        "decoding": lambda: decoded_only(batches) * len(CHANNELS),
        "with_aws": lambda: with_aws(batches, aws),
        "usual": lambda: usual_way(batches, aws),
    }
    took = interleaved_medians(measures, rounds=ROUNDS)
    record(
        Record(
            "ingest.readings_per_s",
            took["ours"],
            "readings/s",
            "higher",
            f"{CONDITIONS}; a reading here is the value of one channel",
            "msgspec decoding alone",
            took["decoding"],
        ),
        Record(
            "ingest.messages_per_s_with_aws",
            took["with_aws"],
            "messages/s",
            "higher",
            f"{CONDITIONS}; HTTP stubbed",
            "json + pydantic + Table.batch_writer, nothing de-duplicated or judged",
            took["usual"],
        ),
        calls_of(batches, aws),
    )


def calls_of(batches: list[dict[str, str]], aws: StubbedAws) -> Record:
    """Count the calls of AWS for a thousand readings; as above a reading is the value of one channel."""
    aws.calls.clear()
    with_aws(batches, aws)
    messages = 1000 * sum(aws.calls.values()) / (BATCHES * PER_BATCH)
    calls = messages / len(CHANNELS)
    conditions = (
        f"{CONDITIONS}; a reading is the value of one channel; {messages:.0f} calls per 1,000 messages; "
        f"by operation: {shown(aws.calls)}"
    )
    return Record("ingest.aws_calls_per_1000_readings", calls, "calls", "lower", conditions)


def shown(calls: Counter[str]) -> str:
    """Show how often each operation was called."""
    return ", ".join(f"{name} {count}" for name, count in sorted(calls.items()))


if __name__ == "__main__":
    main()
