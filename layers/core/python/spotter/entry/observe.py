"""Observing: one canonical line for each invocation, which CloudWatch reads as metrics too (EMF).

A line holds counts, durations and codes; never a payload, a phone number or a name of a person.
"""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager

NAMESPACE = "Spotter"


class Line:
    """The line of one invocation, filled while it runs."""

    def __init__(self, function: str) -> None:
        self._function = function
        self._facts: dict[str, object] = {}
        self._gathered: dict[str, list[object]] = {}
        self._counts: dict[str, int] = {}
        self._begun = time.perf_counter()

    def note(self, **facts: object) -> None:
        """Set facts of this invocation."""
        self._facts.update(facts)

    def gather(self, **facts: object) -> None:
        """Collect facts that several units of this invocation may have; what is None is not there."""
        for name, fact in facts.items():
            if fact is not None:
                self._gathered.setdefault(name, []).append(fact)

    def count(self, **counts: int) -> None:
        """Add to counts of this invocation."""
        for name, number in counts.items():
            self._counts[name] = self._counts.get(name, 0) + number

    def failed(self, err: Exception, *, code: str) -> None:
        """Note that something went wrong; the first error is shown, all are counted."""
        self.count(failures=1)
        self._facts.setdefault("error", code)
        self._facts.setdefault("detail", str(err)[:300])

    def text(self, *, now_ms: int) -> str:
        """Write the line as JSON with the metrics that CloudWatch is to take from it."""
        duration = round((time.perf_counter() - self._begun) * 1000, 1)
        numbers: Mapping[str, object] = {**self._counts, "duration_ms": duration}
        metrics = [{"Name": name, "Unit": "Count"} for name in self._counts]
        metrics.append({"Name": "duration_ms", "Unit": "Milliseconds"})
        directive = {"Namespace": NAMESPACE, "Dimensions": [["function"]], "Metrics": metrics}
        emf = {"Timestamp": now_ms, "CloudWatchMetrics": [directive]}
        outcome = "failed" if self._counts.get("failures") else "ok"
        facts = {**self._facts, **self._gathered}
        line = {"function": self._function, "outcome": outcome, **facts, **numbers, "_aws": emf}
        return json.dumps(line, separators=(",", ":"), default=str)


@contextmanager
def invocation(function: str) -> Iterator[Line]:
    """Write one line when an invocation ends, however it ends."""
    line = Line(function)
    try:
        yield line
    except Exception as err:
        line.failed(err, code=getattr(err, "code", type(err).__name__))
        raise
    finally:
        print(line.text(now_ms=time.time_ns() // 1_000_000), file=sys.stdout, flush=True)  # noqa: T201
