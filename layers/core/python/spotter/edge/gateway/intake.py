"""The intake: what becomes of a reading when it is heard. The siren first, then the disk, then the cloud."""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Callable
from datetime import datetime

import msgspec

from spotter.contracts.alarms import AlarmClass, ConditionActive, ConditionNormal
from spotter.contracts.gateways import Manifest
from spotter.domain.beacons import Beacon
from spotter.edge.gateway.items import Heard
from spotter.edge.gateway.judging import Cause, Judged, LocalJudge, cause_of
from spotter.edge.gateway.neighbours import Told
from spotter.edge.gateway.placing import Placing
from spotter.edge.gateway.siren import Siren
from spotter.edge.gateway.spool import Spool
from spotter.ports.clock import Clock

HOLDING = "holding"
"""The note in the spool that says which conditions hold, so that a restart does not silence the siren."""


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
        wake: Callable[[], None],
        beacons: tuple[Beacon, ...] = (),
    ) -> None:
        self._spool = spool
        self._siren = siren
        self._told = told
        self._sounds_for = sounds_for
        self._clock = clock
        self._wake = wake
        self._lock = threading.Lock()
        self._beacons = beacons
        self._place = Placing(beacons, manifest)
        self._judge = LocalJudge(manifest, _remembered(spool))
        self._sound(list(self._judge.holding.values()), clock())

    @property
    def holding(self) -> list[Cause]:
        """Name the conditions that hold here."""
        return sorted(self._judge.holding)

    @property
    def manifest(self) -> Manifest:
        """Give what this gateway judges by."""
        return self._judge.manifest

    def judge_by(self, manifest: Manifest) -> None:
        """Judge by other rules, profiles and devices from the next reading on; what holds goes on holding."""
        with self._lock:
            self._judge = LocalJudge(manifest, self._judge.holding)
            self._place = Placing(self._beacons, manifest)

    def take(self, heard: list[Heard]) -> int:
        """Judge and store readings; gives how many a full spool had to drop for them.

        Raises:
            sqlite3.Error: the disk failed; nothing of this was stored, and the sender should send it again.
        """
        with self._lock:
            now, before = self._clock(), dict(self._judge.holding)
            judged = self._judge([self._place(each) for each in heard], now)
            self._sound(judged.danger, now)
            try:
                dropped = self._spool.put(judged.heard)
            except sqlite3.Error:
                self._judge.holding = before  # sent again, it is news again
                raise
            self._end(judged.over, now)
            self._remember(judged)
        self._wake()
        return dropped

    def _sound(self, danger: list[ConditionActive], now: datetime) -> None:
        self._siren.sound(cause_of(each) for each in danger if each.alarm_class in self._sounds_for)
        for each in danger:
            self._told.danger(each, now)

    def _end(self, ended: list[ConditionNormal], now: datetime) -> None:
        causes = [cause for each in ended if (cause := cause_of(each)) not in self._judge.holding]
        self._siren.hush(causes)
        for cause in causes:
            self._told.over(cause, now)

    def _remember(self, judged: Judged) -> None:
        if judged.danger or judged.over:
            self._spool.note(HOLDING, msgspec.json.encode(self._judge.holding))


def _remembered(spool: Spool) -> dict[Cause, ConditionActive]:
    kept = spool.noted(HOLDING)
    return {} if kept is None else msgspec.json.decode(kept, type=dict[Cause, ConditionActive])
