"""The intake: what becomes of a reading when it is heard. The siren first, then the disk, then the cloud."""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Callable, Sequence
from datetime import datetime

from spotter.contracts.alarms import AlarmClass, ConditionActive, ConditionNormal
from spotter.contracts.gateways import Manifest
from spotter.contracts.readings import Reading
from spotter.domain.beacons import Beacon
from spotter.edge.gateway.items import Heard
from spotter.edge.gateway.judging import LocalJudge, cause_of
from spotter.edge.gateway.neighbours import Told
from spotter.edge.gateway.placing import Placing
from spotter.edge.gateway.remembered import Cause, Remembered
from spotter.edge.gateway.siren import Siren
from spotter.edge.gateway.spool import Spool
from spotter.ports.clock import Clock

Then = Callable[[Sequence[Reading]], None]
"""What follows when readings are on the disk: it gets those that were accepted, and must not wait."""


class Intake:
    """Takes readings from every input, one batch at a time. When `take` returns, they are on the disk."""

    def __init__(
        self,
        *,
        spool: Spool,
        siren: Siren,
        told: Told,
        manifest: Manifest,
        sounds_for: tuple[AlarmClass, ...],
        clock: Clock,
        then: Then = lambda _: None,
        beacons: tuple[Beacon, ...] = (),
    ) -> None:
        self._spool = spool
        self._siren = siren
        self._told = told
        self._sounds_for = sounds_for
        self._clock = clock
        self._then = then
        self._lock = threading.Lock()
        self._beacons = beacons
        self._place = Placing(beacons, manifest)
        self._remembered = Remembered(spool.notes())
        self._judge = LocalJudge(manifest, self._remembered)
        self._sound(list(self._remembered.holding.values()), clock())

    @property
    def holding(self) -> list[Cause]:
        """Name the conditions that hold here."""
        return sorted(self._remembered.holding)

    @property
    def manifest(self) -> Manifest:
        """Give what this gateway judges by."""
        return self._judge.manifest

    def judge_by(self, manifest: Manifest) -> None:
        """Judge by other rules, profiles and devices from the next reading on; what holds goes on holding."""
        with self._lock:
            self._judge = LocalJudge(manifest, self._remembered)
            self._place = Placing(self._beacons, manifest)

    def take(self, heard: list[Heard]) -> int:
        """Judge and store readings; gives how many a full spool had to drop for them.

        Raises:
            sqlite3.Error: the disk failed; nothing of this was stored, and the sender should send it again.
        """
        with self._lock:
            now = self._clock()
            numbered = self._spool.numbered([self._place(each) for each in heard])
            judged = self._judge(numbered, now)
            self._sound(judged.danger, now)
            dropped = self._store(judged.heard, judged.accepted)
            self._end(judged.over, now)
        self._then(judged.accepted)
        return dropped

    def watch(self) -> None:
        """Sound for what begins because nothing more is heard, as a fall that is followed by silence.

        Raises:
            sqlite3.Error: the disk failed; the siren sounds all the same.
        """
        with self._lock:
            now = self._clock()
            danger = self._judge.overdue(now)
            if danger:
                self._sound(danger, now)
                self._store([])

    def _store(self, heard: list[Heard], accepted: Sequence[Reading] = ()) -> int:
        """Write readings and what was remembered of them, in one transaction."""
        changes = self._remembered.changes()
        try:
            dropped = self._spool.put(heard, changes, accepted)
        except sqlite3.Error:
            self._remembered.undo()  # sent again, it is news again
            raise
        self._remembered.written(changes)
        return dropped

    def _sound(self, danger: list[ConditionActive], now: datetime) -> None:
        self._siren.sound(cause_of(each) for each in danger if each.alarm_class in self._sounds_for)
        for each in danger:
            self._told.danger(each, now)

    def _end(self, ended: list[ConditionNormal], now: datetime) -> None:
        causes = [cause for each in ended if (cause := cause_of(each)) not in self._remembered.holding]
        self._siren.hush(causes)
        for cause in causes:
            self._told.over(cause, now)
