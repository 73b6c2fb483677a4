"""The gateway: sender, mesh and jobs, stepped in turn, and what it says of itself."""

from __future__ import annotations

import sqlite3
import threading
import time
from collections.abc import Callable, Mapping
from datetime import datetime

import msgspec

from spotter.contracts.names import DeviceName
from spotter.edge.gateway.cloud import Papers
from spotter.edge.gateway.intake import Intake
from spotter.edge.gateway.jobs import JobDesk
from spotter.edge.gateway.mesh import Mesh
from spotter.edge.gateway.reports import gap_report, health_report
from spotter.edge.gateway.scoring import Scoring
from spotter.edge.gateway.sender import Sender
from spotter.edge.gateway.siren import Siren
from spotter.edge.gateway.spool import Spool
from spotter.ports.clock import Clock

IDLE_S = 0.2
"""How long nothing need happen before the gateway looks again; whatever comes wakes it at once."""

HEALTH_S = 60.0
"""How often it says how it is; the silence of three is worth a look."""

GAPS_S = 10.0
"""How often gaps are reported while the spool is full, so that a long one is few reports."""


class Gateway(msgspec.Struct, frozen=True):
    """The parts of a running gateway."""

    name: DeviceName
    spool: Spool
    siren: Siren
    intake: Intake
    sender: Sender
    desk: JobDesk
    mesh: Mesh | None
    scoring: Scoring
    papers: Papers
    wake: threading.Event
    clock: Clock

    def run(self, stop: threading.Event, monotonic: Callable[[], float] = time.monotonic) -> None:
        """Work until told to stop."""
        health_at = gaps_at = monotonic()
        while not stop.is_set():
            self.wake.clear()
            now = monotonic()
            try:
                self.step(now, self.clock())
                if now >= gaps_at and self.spool.gaps():
                    self.spool.report_gaps(gap_report(self.name, self.clock()))
                    gaps_at = now + GAPS_S
                if now >= health_at:
                    health_at = now + HEALTH_S
                    self._say_how_it_is()
            except sqlite3.Error as err:
                self.sender.line.break_off(f"the spool's disk fails: {err}")
            self.wake.wait(IDLE_S)
        self.sender.close()
        if self.mesh is not None:
            self.mesh.close()

    def step(self, now: float, wall: datetime) -> None:
        """Do once what there is to do; first what may sound the siren: silence here, danger next door."""
        self.intake.watch()
        if self.mesh is not None:
            self.mesh.step(now, wall)
        if self.papers.are_new() and self.sender.line.link is not None:
            self.sender.line.break_off("there is a new certificate")
        received = self.sender.step(now)
        link = self.sender.line.link
        if link is not None:
            self.desk.step(link, self.sender.line.connections, received)

    def _say_how_it_is(self) -> None:
        depth = self.spool.depth()
        self.intake.take([health_report(self.name, self.clock(), depth, self.sender.line.connections)])

    def status(self) -> Mapping[str, object]:
        """Say how it is."""
        depth = self.spool.depth()
        return {
            "gateway": self.name,
            "connected": self.sender.line.link is not None,
            "trouble": self.sender.line.trouble,
            "connections": self.sender.line.connections,
            "waiting": depth._asdict(),
            "gaps": self.spool.gaps(),
            "holding": self.intake.holding,
            "siren": self.siren.causes,
            "neighbours": [] if self.mesh is None else self.mesh.standing,
            "site_trouble": None if self.mesh is None else self.mesh.line.trouble,
            "scoring": self.scoring.status(),
            "rules": f"{self.intake.manifest.rules.name} {self.intake.manifest.rules.edition}",
        }
