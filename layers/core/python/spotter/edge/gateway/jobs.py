"""Jobs: updates that the cloud orders, over IoT Core's job topics of this thing.

The desk asks for the next job at every new connection and whenever IoT says that there is one, does one at a
time on a thread of its own, and reports how it went. A gateway that is killed meanwhile is given the same job
again.
"""

from __future__ import annotations

import queue
import threading
from collections.abc import Callable
from typing import Any, Literal, NamedTuple

import msgspec

from spotter.contracts.gateways import Update
from spotter.contracts.names import ThingName
from spotter.edge.gateway.link import Link, Received
from spotter.edge.gateway.updates import update_in
from spotter.errors import SpotterError

Perform = Callable[[Update], None]
"""Installs an update. Raises an error of ours when it could not; the version before is in use then."""


class Outcome(NamedTuple):
    """How a job went; `reason` says why it failed."""

    job: str
    status: Literal["SUCCEEDED", "FAILED"]
    reason: str


class _Execution(msgspec.Struct, frozen=True, rename="camel"):
    job_id: str
    job_document: Any = None


class _Told(msgspec.Struct, frozen=True):
    execution: _Execution | None = None


def job_topics(thing: ThingName) -> tuple[str, ...]:
    """Name what to subscribe to: the answer to `start-next`, and the word that another job is next."""
    return f"{_prefix(thing)}/start-next/accepted", f"{_prefix(thing)}/notify-next"


class JobDesk:
    """Between the job topics and whoever performs updates."""

    def __init__(self, thing: ThingName, perform: Perform, wake: Callable[[], None]) -> None:
        self._thing = thing
        self._perform = perform
        self._wake = wake
        self._outcomes: queue.SimpleQueue[Outcome] = queue.SimpleQueue()
        self._unreported: Outcome | None = None
        self._busy: str | None = None
        self._connection = 0

    def step(self, link: Link, connection: int, received: list[Received]) -> None:
        """Ask, begin and report, as there is need; `connection` counts the connections so far."""
        if connection != self._connection:
            self._connection = connection
            self._ask(link)
        for message in received:
            self._hear(link, message)
        if not self._outcomes.empty():
            self._unreported, self._busy = self._outcomes.get(), None
        if self._unreported is not None:
            self._report(link, self._unreported)
            self._unreported = None
            self._ask(link)

    def _hear(self, link: Link, message: Received) -> None:
        prefix = _prefix(self._thing)
        if message.topic == f"{prefix}/notify-next":
            if self._busy is None:
                self._ask(link)
        elif message.topic == f"{prefix}/start-next/accepted":
            try:
                told = msgspec.json.decode(message.payload, type=_Told)
            except msgspec.DecodeError:
                return
            if told.execution is not None and self._busy is None:
                self._busy = told.execution.job_id
                threading.Thread(target=self._do, args=(told.execution,), daemon=True).start()

    def _do(self, execution: _Execution) -> None:
        try:
            self._perform(update_in(execution.job_document))
        except (SpotterError, OSError) as err:
            self._outcomes.put(Outcome(execution.job_id, "FAILED", str(err)))
        else:
            self._outcomes.put(Outcome(execution.job_id, "SUCCEEDED", ""))
        self._wake()

    def _ask(self, link: Link) -> None:
        link.publish(f"{_prefix(self._thing)}/start-next", b"{}")

    def _report(self, link: Link, outcome: Outcome) -> None:
        details = {"reason": outcome.reason[:1000]} if outcome.reason else {}
        said = {"status": outcome.status, "statusDetails": details}
        link.publish(f"{_prefix(self._thing)}/{outcome.job}/update", msgspec.json.encode(said))


def _prefix(thing: ThingName) -> str:
    return f"$aws/things/{thing}/jobs"
