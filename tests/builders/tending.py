"""A catalogue whose files are tended, and a bell that remembers."""

from __future__ import annotations

from datetime import timedelta
from typing import NamedTuple

from builders.catalogue import ACME, NOON, an_entry
from spotter.adapters.memory.bell import MemoryBell
from spotter.adapters.memory.objects import MemoryObjects
from spotter.adapters.memory.records import MemoryRecords
from spotter.contracts.catalogue import Entry, Kind
from spotter.contracts.policies import Policy, PolicySet
from spotter.services.keep_catalogue import record_thing
from spotter.services.tend_catalogue import TendCatalogue, Tended, held
from spotter.stores.catalogue import Catalogue
from spotter.stores.policies import Policies
from spotter.stores.rounds import Rounds


class Garden(NamedTuple):
    """What is tended and what tends it."""

    catalogue: Catalogue
    policies: Policies
    lake: MemoryObjects
    replica: MemoryObjects
    bell: MemoryBell
    tend: TendCatalogue

    def follow(self, *policies: Policy) -> None:
        before = self.policies.find(ACME)
        version = before.version + 1 if before else 1
        self.policies.put(PolicySet(ACME, version, policies, "olga", NOON))

    def plant(self, name: str, content: bytes, *, kind: Kind = Kind.MODEL) -> Entry:
        """Record a thing with one file."""
        key = f"{kind}s/tenant=acme/{name}.txt"
        self.lake.put(key, content)
        return record_thing(self.catalogue, an_entry(name, kind=kind, files=(held(key, content),)))

    def round(self, *, dry_run: bool = False) -> Tended:
        return self.tend(ACME, until=NOON + timedelta(hours=1), dry_run=dry_run)


def a_garden() -> Garden:
    records = MemoryRecords()
    catalogue, policies = Catalogue(records), Policies(records)
    lake, replica, bell = MemoryObjects(), MemoryObjects(), MemoryBell()
    tend = TendCatalogue(
        catalogue=catalogue,
        policies=policies,
        rounds=Rounds(records),
        lake=lake,
        replica=replica,
        bell=bell,
        clock=lambda: NOON,
    )
    return Garden(catalogue, policies, lake, replica, bell, tend)


def flipped(content: bytes, bit: int) -> bytes:
    """Flip one bit, as a disk does once in a while."""
    changed = bytearray(content)
    changed[bit // 8 % len(changed)] ^= 1 << bit % 8
    return bytes(changed)
