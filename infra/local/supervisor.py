"""A supervisor who does the job: looks at the alarms, writes down what was paged and when, acknowledges."""

from __future__ import annotations

import threading
import time
from collections.abc import Mapping
from datetime import datetime, timedelta
from types import TracebackType
from typing import Self

from infra.local.places import StackError
from spotter.cli.client import Json, Platform
from spotter.errors import Conflict, Invalid, SpotterError

LOOK_EVERY_S = 0.25
PATIENCE_S = 60.0
TIMED = timedelta(hours=1)
"""An alarm whose first danger was older when people were paged was in retrospect at first: what its page
waited for was later danger, so it is counted and not timed (`act_by_s`)."""

NOT_TIMED = ""


class Supervisor:
    """Looks at a site's alarms inside a `with`, in a thread of its own."""

    def __init__(self, platform: Platform, site: str) -> None:
        self._platform = platform
        self._site = site
        self._paged: dict[tuple[str, int], tuple[str, datetime]] = {}
        self._leaving = threading.Event()
        self._thread = threading.Thread(target=self._watch, name="supervisor", daemon=True)
        self._failure: SpotterError | None = None

    def __enter__(self) -> Self:
        """Begin to look."""
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Look a last time and leave; what went wrong meanwhile is said now, unless something else did."""
        self._leaving.set()
        self._thread.join()
        if error is None and self._failure is not None:
            raise self._failure

    def times_to_page(self, published: Mapping[str, datetime]) -> list[float]:
        """Give the milliseconds from publishing the reading that caused an alarm to handing its SMS over."""
        return [
            (paged_at - published[reading]).total_seconds() * 1000
            for reading, paged_at in self._paged.values()
            if reading in published
        ]

    def wait_for_page(self, device: str) -> None:
        """Wait until somebody was paged for a device.

        Raises:
            StackError: nobody was within a minute.
        """
        deadline = time.monotonic() + PATIENCE_S
        while time.monotonic() < deadline and self._failure is None:
            if any(alarm.endswith(f".{device}") for alarm, _ in list(self._paged)):
                return
            time.sleep(0.05)
        raise StackError(f"nobody was paged for {device} within {PATIENCE_S:.0f} s")

    def _watch(self) -> None:
        try:
            while not self._leaving.wait(LOOK_EVERY_S):
                self._look()
            self._look()
        except SpotterError as err:
            self._failure = err

    def _look(self) -> None:
        for alarm in self._platform.get("sites", self._site, "alarms")["alarms"]:
            if not alarm["paged"]:
                continue
            occurrence = (alarm["id"], alarm["occurrence"])
            paged_at = datetime.fromisoformat(alarm["paged_at"])
            caused_at = datetime.fromisoformat(alarm["cause"]["at"])
            cause = alarm["cause"]["reading"] if paged_at - caused_at <= TIMED else NOT_TIMED
            self._paged.setdefault(occurrence, (cause, paged_at))
            if alarm["state"] in {"active", "returned", "latched"}:
                self._acknowledge(alarm)

    def _acknowledge(self, alarm: Json) -> None:
        body = {"reason": "true_alarm", "note": "ventilation checked, people moved out"}
        try:
            self._platform.post("sites", self._site, "alarms", alarm["id"], "acknowledge", body=body)
        except (Conflict, Invalid):
            return  # it moved in the meantime; the next look sees how
