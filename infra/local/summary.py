"""What a demonstration comes to: the numbers of `build/demo.json`, and the table."""

from __future__ import annotations

import math
from collections.abc import Sequence
from pathlib import Path

import msgspec
from rich.console import Console
from rich.table import Table

from infra.local.books import Audited


class Percentiles(msgspec.Struct, frozen=True):
    """Times in milliseconds; NaN, which JSON writes as null, where nothing was timed."""

    p50: float
    p99: float


class CandidateMetrics(msgspec.Struct, frozen=True):
    """How good the candidate was on devices that it had never seen."""

    metrics: dict[str, float]


class Seconds(msgspec.Struct, frozen=True):
    """How long it took to set up the environments, to bring the platform up, and to do the job."""

    setup: float
    deploy: float
    run: float


class Summary(msgspec.Struct, frozen=True):
    """The outcome of a demonstration."""

    source: str
    devices: int
    published: int
    accepted: int
    quarantined: int
    account: Audited
    lost: int
    rule_alarms: int
    sms: int
    publish_to_sms_ms: Percentiles
    dataset_rows: int
    trials: int
    candidate: CandidateMetrics
    verdict: str
    champion: str | None
    scored: int
    advisory_alarms: int
    seconds: Seconds

    def write(self, path: Path) -> None:
        """Write the numbers for machines."""
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(msgspec.json.format(msgspec.json.encode(self)) + b"\n")

    def shortcomings(self) -> list[str]:
        """Name what a demonstration must show and this one did not."""
        wrong = ", ".join(self.account.disagreeing)
        shown = {
            f"the platform accounts otherwise than its devices for {wrong}": not wrong,
            "nothing was sent twice": self.account.duplicates > 0,
            "no message was withheld": self.account.withheld > 0,
            f"{self.lost} readings were lost": self.lost == 0,
            "no rule alarm was raised": self.rule_alarms > 0,
            "nobody was paged": self.sms > 0,
            "no bad message was quarantined": self.quarantined > 0,
            "no model went live": self.champion is not None,
            "nothing was scored": self.scored > 0,
        }
        return [sentence for sentence, holds in shown.items() if not holds]

    def print(self, console: Console) -> None:
        """Print the table for people."""
        table = Table(title="One site, from the first reading to a live model", show_header=False)
        for name, value in self._lines():
            table.add_row(name, value)
        console.print(table)

    def _account(self) -> str:
        said = self.account
        sums = f"{said.accepted} accepted + {said.quarantined} quarantined + {said.duplicates} duplicates"
        return f"{said.published} published = {sums}"

    def _lines(self) -> list[tuple[str, str]]:
        time, metrics, spent = self.publish_to_sms_ms, self.candidate.metrics, self.seconds
        shown = ", ".join(f"{name} {value:.3g}" for name, value in sorted(metrics.items())[:6])
        return [
            ("source", self.source),
            ("devices", str(self.devices)),
            ("readings published", str(self.published)),
            ("  accepted", str(self.accepted)),
            ("  quarantined", str(self.quarantined)),
            ("  lost", str(self.lost)),
            ("account of all devices", self._account()),
            ("withheld, and missed", f"{self.account.withheld}, {self.account.missing}"),
            ("rule alarms", str(self.rule_alarms)),
            ("SMS", str(self.sms)),
            ("publish to SMS", f"median {time.p50:.0f} ms, p99 {time.p99:.0f} ms"),
            ("training set", f"{self.dataset_rows} windows"),
            ("search", f"{self.trials} trials"),
            ("candidate, unseen devices", shown),
            ("verdict", self.verdict),
            ("champion", self.champion or "none"),
            ("scored live", str(self.scored)),
            ("advisory alarms", str(self.advisory_alarms)),
            ("seconds", f"set-up {spent.setup:.0f}, deploy {spent.deploy:.0f}, run {spent.run:.0f}"),
        ]


def percentiles(milliseconds: Sequence[float]) -> Percentiles:
    """Give median and 99th percentile by nearest rank, so that both are times that really happened.

    >>> percentiles([10.0, 30.0, 20.0])
    Percentiles(p50=20.0, p99=30.0)
    """
    ranked = sorted(milliseconds)
    if not ranked:
        return Percentiles(math.nan, math.nan)
    return Percentiles(*(ranked[math.ceil(share * len(ranked)) - 1] for share in (0.5, 0.99)))
