"""How long one reading takes to decode and check: JSON of 8 channels, on one core.

The reference is the generic JSON decoder alone, which checks nothing.
"""

from __future__ import annotations

import time
from collections.abc import Callable

import msgspec

from bench.records import Record, interleaved_medians, record
from builders.alarm_path import NOON, PROFILE, TENANT, a_device, an_item
from spotter.contracts.profiles import Channel, ChannelType, Profile
from spotter.domain.codecs.registry import parts_of
from spotter.domain.validation import Checker

CHANNELS = 8
ITEMS = 2_000
ROUNDS = 15


def main() -> None:
    """Measure and record."""
    names = [f"c{number}" for number in range(CHANNELS)]
    channels = {name: Channel(ChannelType.NUMBER, unit="%", minimum=0, maximum=100) for name in names}
    checker = Checker(Profile(TENANT, PROFILE, 1, channels))
    device = a_device()
    payloads = [
        msgspec.json.encode({"v": 1, **an_item(dict.fromkeys(names, 20.5 + seq % 7), seq=seq)})
        for seq in range(ITEMS)
    ]

    def ours() -> None:
        for payload in payloads:
            (part,) = parts_of(payload, checker.profile, NOON)
            assert not isinstance(part.item, Exception)
            looked = checker.look_at(part.item, device=device, arrived=NOON, delivery="m", position=0)
            assert looked.fault is None

    def alone() -> None:
        for payload in payloads:
            msgspec.json.decode(payload)

    medians = interleaved_medians({"ours": _timed(ours), "alone": _timed(alone)}, rounds=ROUNDS)
    record(
        Record(
            "decode.us_per_reading",
            medians["ours"],
            "us",
            "lower",
            f"JSON messages of {CHANNELS} channels: decode and check by profile, CPU time of one core",
            "msgspec decoding alone, nothing checked",
            medians["alone"],
        )
    )


def _timed(work: Callable[[], None]) -> Callable[[], float]:
    def timed() -> float:
        start = time.process_time()
        work()
        return (time.process_time() - start) / ITEMS * 1e6

    return timed


if __name__ == "__main__":
    main()
