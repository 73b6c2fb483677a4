"""A site whose rules have timers: ingest, sweep and alarms on memory, with a clock that a test moves."""

from __future__ import annotations

import msgspec

from builders.alarm_path import DEVICE, NOON, PHONES, SITE, TENANT, a_body, a_device, a_mover, after, an_item
from builders.crashes import Fuse
from builders.paging import paging_stores
from builders.rules import a_profile_for
from spotter.adapters.memory.notifier import MemoryNotifier
from spotter.adapters.memory.objects import MemoryObjects
from spotter.adapters.memory.queue import MemoryQueue
from spotter.adapters.memory.records import MemoryRecords
from spotter.contracts.alarms import Alarm, Signal
from spotter.contracts.rule_sets import RuleChoice, RuleSet
from spotter.contracts.rules import Rule
from spotter.contracts.sites import Site, Supervisor
from spotter.domain.alarms.incident import Incident, findings
from spotter.services.find_ages import FindAges
from spotter.services.ingest_readings import IngestParts, IngestReadings
from spotter.services.rules_in_force import RulesInForce
from spotter.services.sweep_timers import SweepTimers, TimersSwept
from spotter.stores.alarms import AlarmLedger
from spotter.stores.assignments import Assignments
from spotter.stores.dues import Dues
from spotter.stores.lake import Archive, Quarantine
from spotter.stores.memories import Memories
from spotter.stores.registry import Registry
from spotter.stores.rule_sets import RuleSets
from spotter.stores.rulebook import in_packs
from spotter.stores.trails import Trails
from spotter.stores.whereabouts import LastZones
from spotter.stores.workers import Workers

FALL = tuple(rule for rule in in_packs(["lone-worker"]) if rule.name == "lone-fall")
CALM = {"impact": 0.0, "motion": 1.0, "speed": 0.0, "cancel": 0.0}
FALLEN = CALM | {"impact": 1.0, "motion": 0.0}
STILL = CALM | {"motion": 0.0}
CANCELLED = STILL | {"cancel": 1.0}
WHOLE = 10**9


class Timers:
    """A site with two devices, and whatever outlives a process there.

    The devices carry what the rules look at, or only what `carries` does; without rules, what tells falls.
    """

    def __init__(self, *rules: Rule, carries: tuple[Rule, ...] = ()) -> None:
        rules = rules or FALL
        self.now, self.seq = NOON, 0
        self.records, self.trails = MemoryRecords(), MemoryRecords()
        self.queue, self.ledger, self.pager = MemoryQueue(), AlarmLedger(MemoryRecords()), MemoryNotifier()
        self.registry = Registry(self.records)
        people = tuple(Supervisor(f"S{number}", phone) for number, phone in enumerate(PHONES))
        self.registry.put_site(Site(TENANT, SITE, "The pit", people), expected=None)
        self.registry.add_profile(a_profile_for(carries or rules))
        for device in (DEVICE, "longwall-2"):
            self.registry.put_device(a_device(device), expected=None)
        chosen = RuleSet(TENANT, SITE, 1, RuleChoice(("msha",), rules), "Kim", NOON)
        self.registry.rule_sets.put(chosen, expected=None, new=True)
        stores = paging_stores()
        self.move = a_mover(self.ledger, self.registry, self.pager, clock=lambda: self.now, stores=stores)
        self._ingest = self.ingest(Fuse(WHOLE))

    def ingest(self, fuse: Fuse) -> IngestReadings:
        """Start a process of ingest on a fuse."""
        trails = fuse.hang(self.trails)
        return IngestReadings(
            IngestParts(
                registry=self.registry,
                ledger=self.ledger,
                trails=Trails(trails),
                archive=Archive(MemoryObjects()),
                quarantine=Quarantine(MemoryObjects()),
                alarms=fuse.hang(self.queue),
                windows=MemoryQueue(),
                fixes=MemoryQueue(),
                rules=RulesInForce(RuleSets(self.records), lambda: self.now),
                memories=Memories(trails),
                assignments=Assignments(self.records),
                workers=Workers(self.records),
                last=LastZones(self.trails),
                clock=lambda: self.now,
            )
        )

    def sweep(self, fuse: Fuse | None = None, *, lasts_s: float = 0) -> TimersSwept:
        """Start a process that sweeps for so many seconds."""
        fuse = fuse or Fuse(WHOLE)
        trails = fuse.hang(self.trails)
        sweep = SweepTimers(
            registry=self.registry,
            dues=Dues(trails),
            memories=Memories(trails),
            rules=RulesInForce(RuleSets(self.records), lambda: self.now),
            ages=FindAges(Assignments(self.records), Workers(self.records), lambda: self.now),
            alarms=fuse.hang(self.queue),
            clock=lambda: self.now,
            pause=self._pause,
        )
        return sweep(self.now + (after(lasts_s) - NOON))

    def says(
        self, at: float, values: dict[str, float], *, device: str = DEVICE, arrived: float | None = None
    ) -> str:
        """Give what a device says at so many seconds after noon, as it is delivered."""
        self.seq += 1
        body = an_item(values, seq=self.seq, at=after(at))
        return a_body(body, device=device, arrived=after(at if arrived is None else arrived))

    def hear(
        self, at: float, values: dict[str, float], *, device: str = DEVICE, arrived: float | None = None
    ) -> None:
        """Have ingest take in what a device says, when it arrives; the clock does not go back."""
        self.now = max(self.now, after(at if arrived is None else arrived))
        self.take(self.says(at, values, device=device, arrived=arrived))

    def take(self, body: str) -> None:
        """Have ingest take in a message."""
        self._ingest({f"m{hash(body)}": body})

    def at(self, seconds: float) -> list[Signal]:
        """Sweep at a moment and take the signals that were sent since they were taken last."""
        self.now = after(seconds)
        self.sweep()
        return self.signals()

    def signals(self) -> list[Signal]:
        """Take the signals that were sent."""
        return [msgspec.json.decode(body, type=Signal) for body in self.queue.drain()]

    def alarms(self) -> list[Alarm]:
        """Have alert take in all signals, and give the alarms of the site; their ledgers are sound."""
        for signal in self.signals():
            self.move(signal)
        alarms = list(self.ledger.of_site(TENANT, SITE))
        for alarm in alarms:
            lines = list(self.ledger.transitions(TENANT, SITE, alarm.id))
            assert findings(Incident({alarm.id: alarm}, {alarm.id: lines}, (), whole=False)) == ()
        return alarms

    def _pause(self, seconds: float) -> None:
        self.now += after(max(seconds, 0.001)) - NOON
