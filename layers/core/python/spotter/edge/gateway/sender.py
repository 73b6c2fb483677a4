"""The sender: brings what the spool holds to the cloud. Events first and one by one, bulk in batches.

One step at a time, with the time as an argument: `step` connects when it is due, forgets what the broker has
acknowledged, and publishes as fast as the allowance lets it. A reading leaves the spool only after PUBACK.
"""

from __future__ import annotations

from typing import NamedTuple

from spotter.edge.gateway.items import Lane, message_of
from spotter.edge.gateway.line import Line
from spotter.edge.gateway.link import Link, OpenLink, Received
from spotter.edge.gateway.pacing import Allowance, Backoff
from spotter.edge.gateway.packing import packed
from spotter.edge.gateway.spool import Row, Spool

ROWS_AT_ONCE = 4_000
"""Rows that are looked at for one message; 128 KiB hold fewer of the smallest readings."""

WINDOW = 50
"""Messages that wait for their PUBACK at once; IoT Core takes 100 of a connection, jobs need some."""

BULK_WINDOW = 2
"""Bulk messages that wait at once, so that an event never queues behind more than these."""


class Lanes(NamedTuple):
    """Topics, and when bulk is due: so many seconds after the first of it came, or when a message is full."""

    events: str
    readings: str
    batch_s: float
    most_bytes: int


class Sender:
    """The sending half of a gateway."""

    def __init__(
        self, *, spool: Spool, open_link: OpenLink, lanes: Lanes, allowance: Allowance, backoff: Backoff
    ) -> None:
        self._spool = spool
        self.line = Line(open_link, backoff)
        self._lanes = lanes
        self._allowance = allowance
        self._bulk_since: float | None = None
        self._flights: dict[int, tuple[Lane, list[int]]] = {}

    def step(self, now: float) -> list[Received]:
        """Do what can be done now; give what the cloud has sent."""
        link = self.line.step(now, self._recall)
        if link is None:
            return []
        self._settle(link)
        self._send_events(link, now)
        if not self._spool.waiting(Lane.EVENT, most=1):
            self._send_bulk(link, now)
        return link.received()

    def close(self) -> None:
        """Hang up, having remembered what has arrived."""
        self.line.close(self._settle)

    def _recall(self, broken: Link) -> None:
        """Take back what a link that broke did not bring."""
        self._settle(broken)
        self._flights.clear()
        self._spool.recall()

    def _settle(self, link: Link) -> None:
        """Forget what has arrived."""
        arrived = [self._flights.pop(ticket, (Lane.BULK, []))[1] for ticket in link.acknowledged()]
        landed = [one for ids in arrived for one in ids]
        if landed:
            self._spool.land(landed)

    def _send_events(self, link: Link, now: float) -> None:
        for row in self._spool.waiting(Lane.EVENT, most=WINDOW - len(self._flights)):
            if not self._allowance.take(now):
                return
            self._publish(link, Lane.EVENT, [row])

    def _send_bulk(self, link: Link, now: float) -> None:
        flying = sum(lane is Lane.BULK for lane, _ in self._flights.values())
        rows = self._spool.waiting(Lane.BULK, most=ROWS_AT_ONCE if flying < BULK_WINDOW else 0)
        while rows and flying < BULK_WINDOW and self._is_due(rows, now) and self._allowance.take(now):
            batch = packed(rows, most_bytes=self._lanes.most_bytes)
            self._publish(link, Lane.BULK, batch)
            rows, flying = rows[len(batch) :], flying + 1
            self._bulk_since = now if rows else None

    def _is_due(self, rows: list[Row], now: float) -> bool:
        if self._bulk_since is None:
            self._bulk_since = now
        full = sum(len(row.body) for row in rows) >= self._lanes.most_bytes
        return full or now - self._bulk_since >= self._lanes.batch_s

    def _publish(self, link: Link, lane: Lane, rows: list[Row]) -> None:
        ids = [row.id for row in rows]
        self._spool.launch(ids)
        if lane is Lane.EVENT:
            ticket = link.publish(self._lanes.events, message_of([row.body for row in rows]))
        else:
            ticket = link.publish(self._lanes.readings, message_of([row.body for row in rows]))
        self._flights[ticket] = (lane, ids)
