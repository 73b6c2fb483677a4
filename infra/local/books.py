"""The books of a demonstration: what each device sent and kept back, held against the platform's account."""

from __future__ import annotations

from collections import Counter, defaultdict

import msgspec

from spotter.cli.client import Json, Platform


class Audited(msgspec.Struct, frozen=True):
    """What the platform accounts for, over all devices, and the devices whose books do not agree with it.

    `withheld` are readings that were never sent, `missing` those that the platform says it misses.
    """

    published: int
    accepted: int
    quarantined: int
    duplicates: int
    withheld: int
    missing: int
    disagreeing: tuple[str, ...]


class Books:
    """Kept by whoever publishes, of readings that the platform has never seen too."""

    def __init__(self) -> None:
        self._sent: Counter[str] = Counter()
        self._withheld: defaultdict[str, set[tuple[str, int]]] = defaultdict(set)

    def sent(self, device: str, count: int = 1) -> None:
        """Note readings that a device sent, good or bad, for the first time or again."""
        self._sent[device] += count

    def withheld(self, device: str, boot: str, seq: int) -> None:
        """Note a reading that a device numbered and never sent."""
        self._withheld[device].add((boot, seq))

    def audited(self, platform: Platform) -> Audited:
        """Ask the platform for the account and the gaps of every device, and compare."""
        accounts = {device: platform.get("devices", device, "account") for device in self._sent}
        gaps = {device: _numbers(platform.get("devices", device, "gaps")) for device in self._sent}
        kinds = ("published", "accepted", "quarantined", "duplicates")
        total = {kind: sum(account[kind] for account in accounts.values()) for kind in kinds}
        return Audited(
            **total,
            withheld=sum(map(len, self._withheld.values())),
            missing=sum(map(len, gaps.values())),
            disagreeing=tuple(
                device
                for device, account in sorted(accounts.items())
                if account["published"] != self._sent[device]
                or account["published"] != sum(account[kind] for kind in kinds[1:])
                or gaps[device] != self._withheld.get(device, set())
            ),
        )


def _numbers(answer: Json) -> set[tuple[str, int]]:
    return {(gap["boot"], seq) for gap in answer["gaps"] for seq in range(gap["first"], gap["last"] + 1)}
