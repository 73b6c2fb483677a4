"""The demonstration: `python -m infra.local.demo [--data DIR]`, what `make demo` runs.

Brings a local stack of its own up, performs on it, prints a table, writes build/demo.json, and stops what it
started, also when it is interrupted or fails.
"""

from __future__ import annotations

import argparse
import math
import os
import shutil
import signal
import sys
import time
from pathlib import Path
from types import FrameType

from rich.console import Console

from infra.local.performance import SITE, Performance
from infra.local.places import ROOT, Endpoints, StackError, environment
from infra.local.stack import LocalStack
from infra.local.summary import CandidateMetrics, Seconds, Summary, percentiles
from spotter.adapters.aws.clients import client
from spotter.adapters.aws.records import DynamoRecords
from spotter.cli.client import Json, Platform
from spotter.cli.login import id_token
from spotter.contracts.names import ModelName, Tenant
from spotter.errors import SpotterError
from spotter.simulation.cast import Cast, recorded_cast, simulated_cast
from spotter.simulation.recordings import is_recorded
from spotter.stores.models import Models

RECORDED = ROOT.parent / "shared" / "data"
SEED = 7


def main() -> int:
    """Run the demonstration; 0 when it showed everything that it must."""
    parser = argparse.ArgumentParser(prog="make demo", description="Show the platform on a replayed site.")
    parser.add_argument("--data", type=Path, help="folder of recorded data (../shared/data when it is there)")
    given = parser.parse_args()
    for each in (signal.SIGTERM, signal.SIGINT):
        signal.signal(each, _interrupt)
    try:
        summary = _demonstrate(_cast(given.data))
    except (StackError, SpotterError) as err:
        print(f"demo: {err}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("demo: interrupted; everything it started was stopped", file=sys.stderr)
        return 130
    summary.write(ROOT / "build" / "demo.json")
    summary.print(Console())
    shortcomings = summary.shortcomings()
    for sentence in shortcomings:
        print(f"demo: {sentence}", file=sys.stderr)
    return 1 if shortcomings else 0


def _cast(data: Path | None) -> Cast:
    """Cast what was recorded, where it is; the built-in site otherwise."""
    if data is None and not is_recorded(RECORDED):
        return simulated_cast(seed=SEED)
    return recorded_cast(data or RECORDED)


def _demonstrate(cast: Cast) -> Summary:
    now = time.time()
    setup_s = max(0.0, now - float(os.environ.get("SPOTTER_STARTED") or now))
    begun = time.monotonic()
    state = ROOT / "build" / f"demo-{os.getpid()}"
    stack = LocalStack(state)
    console = Console(stderr=True)
    try:
        with console.status("") as status:
            endpoints = stack.up(status.update)
            deployed = time.monotonic()
            _point_at(endpoints)
            performance = Performance(endpoints, _signed_in(endpoints), cast, state / "devices")
            training = performance.run(status.update)
            seconds = Seconds(setup_s, deployed - begun, time.monotonic() - deployed)
            return _summary(performance, training, seconds, endpoints)
    finally:
        stack.down()
        shutil.rmtree(state, ignore_errors=True)


def _point_at(endpoints: Endpoints) -> None:
    """Make every AWS client of this process talk to the local stack, and to no real account."""
    variables = environment(endpoints.endpoint_url)
    os.environ.clear()
    os.environ.update(variables)


def _signed_in(endpoints: Endpoints) -> Platform:
    token, _ = id_token(
        endpoints.operator,
        endpoints.password,
        client=endpoints.outputs["UserPoolClientId"],
        region=endpoints.region,
        endpoint_url=endpoints.endpoint_url,
    )
    return Platform(endpoints.api_url, token)


def _summary(performance: Performance, training: Json, seconds: Seconds, endpoints: Endpoints) -> Summary:
    if training["verdict"] is None:
        raise StackError(f"the training ended {training['status']}: {training['cause']}")
    accepted = performance.audit.accepted()
    quarantined = performance.audit.quarantined()
    alarms = performance.platform.get("sites", SITE, "alarms", state="all", limit=500)["alarms"]
    advisory = [alarm["occurrence"] for alarm in alarms if alarm["alarm_class"] == "advisory"]
    by_rule = [alarm["occurrence"] for alarm in alarms if alarm["alarm_class"] != "advisory"]
    model = performance.cast.lesson.model
    candidate = _candidate(endpoints, model, training["verdict"]["candidate"])
    recorded = {name: value for name, value in training["verdict"]["metrics"].items() if math.isfinite(value)}
    return Summary(
        source=performance.cast.credit,
        devices=len(performance.cast.first.devices) + len(performance.cast.second.devices),
        published=performance.expected,
        accepted=len(accepted & performance.published.keys()),
        quarantined=quarantined,
        account=performance.books.audited(performance.platform),
        lost=len(performance.published.keys() - accepted) + max(0, performance.refusable - quarantined),
        rule_alarms=sum(by_rule),
        sms=performance.audit.texts(),
        publish_to_sms_ms=percentiles(performance.times_to_page()),
        dataset_rows=candidate[0],
        trials=candidate[1],
        candidate=CandidateMetrics(recorded),
        verdict=training["verdict"]["outcome"],
        champion=training["champion"]["version"] if training["champion"] else None,
        scored=performance.audit.scored(),
        advisory_alarms=sum(advisory),
        seconds=seconds,
    )


def _candidate(endpoints: Endpoints, model: ModelName, version: str) -> tuple[int, int]:
    """Give the rows of the training set that a candidate was made from, and the trials of its search."""
    models = Models(DynamoRecords(client("dynamodb"), endpoints.outputs["ModelsTable"]))
    tenant = Tenant(endpoints.tenant)
    candidate = models.candidate(tenant, model, version)
    return models.dataset(tenant, model, candidate.dataset).rows, candidate.card.trials


def _interrupt(_number: int, _frame: FrameType | None) -> None:
    raise KeyboardInterrupt


if __name__ == "__main__":
    sys.exit(main())
