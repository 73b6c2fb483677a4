"""functions/compact and functions/archive as their environments put them together, on services in moto."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import msgspec
import pytest

from builders.alarm_path import GAS, SITE, TENANT, a_reading
from builders.moto_environment import a_moto_environment
from envelopes.http import load_function
from spotter.adapters.aws import clients
from spotter.adapters.aws.objects import S3Objects
from spotter.adapters.aws.records import DynamoRecords
from spotter.adapters.clock import system_clock
from spotter.bootstrap import archive, compact
from spotter.contracts.alarms import ConditionActive, Signal
from spotter.contracts.assignments import Assignment
from spotter.contracts.names import DeviceName, WorkerName
from spotter.contracts.sites import Site
from spotter.services.reckon_exposure import OfShift
from spotter.services.settle_days import settled_on
from spotter.stores.assignments import Assignments
from spotter.stores.lake import Archive
from spotter.stores.registry import Registry

KIM = WorkerName("kim")


@pytest.fixture
def queue(monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    tables, composed = ("registry", "trails", "archive", "models"), (compact.compose, archive.compose)
    with a_moto_environment(monkeypatch, tables=tables, queues=("alarms",), composed=composed) as urls:
        yield urls["alarms"]


def test_a_sweep_settles_the_day_tells_what_came_too_late_and_renews_exposures(queue: str) -> None:
    registered = DynamoRecords(clients.client("dynamodb"), "registry")
    registry, assignments = Registry(registered), Assignments(registered)
    registry.put_site(Site(TENANT, SITE, "The pit", ()), expected=None)
    registry.add_profile(GAS)
    start = (system_clock() - timedelta(days=1)).replace(hour=6, minute=0, second=0, microsecond=0)
    assignments.add(Assignment(TENANT, DeviceName("longwall-1"), 1, KIM, start, None, start, by="olga"))
    shift = OfShift(TENANT, SITE, KIM, start, start + timedelta(hours=8))
    assert archive.compose().reckon(shift).basis.readings == 0
    lake = Archive(S3Objects(clients.client("s3"), "lake"))
    values = (0.2, 2.0, 2.1, 0.2)
    lake.keep(
        [a_reading({"ch4": v}, seq=n, at=start + timedelta(minutes=n)) for n, v in enumerate(values)],
        batch="one",
    )

    counts = load_function("compact").compact({"sweep": True}, None)

    assert (counts["readings"], counts["renewed"], counts["settled"]) == (4, 1, 1)
    assert counts["retrospective"] > 0
    told = clients.client("sqs").receive_message(QueueUrl=queue, MaxNumberOfMessages=10)["Messages"]
    signals = [msgspec.json.decode(each["Body"], type=Signal) for each in told]
    assert {each.subject for each in signals if isinstance(each, ConditionActive)} == {"longwall-1"}
    parts = archive.compose()
    assert parts.reckon(shift).version == 2
    _, episodes = settled_on(parts.episodes, registry, (TENANT, SITE), f"{start:%Y-%m-%d}")
    assert episodes[0].began_at == datetime(start.year, start.month, start.day, 6, 1, tzinfo=UTC)
