"""functions/ingest and functions/alert as their environments put them together, on services in moto."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import boto3
import msgspec
import pytest
from moto.core.models import DEFAULT_ACCOUNT_ID
from moto.sns.models import sns_backends

from builders.alarm_path import DEVICE, GAS, PHONES, SITE, TENANT, a_body, a_device, an_item
from builders.moto_environment import REGION, a_moto_environment
from builders.rules import a_profile_for
from builders.timers import CALM, FALL, FALLEN
from contract.places import a_machine
from envelopes.http import load_function
from envelopes.sqs import a_queue_event
from spotter.adapters.aws import clients
from spotter.adapters.aws.objects import S3Objects
from spotter.adapters.aws.records import DynamoRecords
from spotter.adapters.clock import system_clock
from spotter.bootstrap import alert, ingest, monitor
from spotter.contracts.heartbeat import Route
from spotter.contracts.names import PersonName
from spotter.contracts.readings import Reading
from spotter.contracts.rule_sets import RuleChoice, RuleSet
from spotter.contracts.sites import Site, Supervisor
from spotter.stores.alarms import AlarmLedger
from spotter.stores.lake import Archive, Quarantine
from spotter.stores.people import People
from spotter.stores.registry import Registry

COMPOSED = (
    ingest.compose,
    alert.compose,
    alert._parts,  # noqa: SLF001 - kept between invocations like the use cases made of it
    monitor.compose,
    monitor.compose_heartbeats,
    monitor.compose_timers,
)


class Cloud:
    """What the two functions share, for tests to fill and to look at."""

    def __init__(self) -> None:
        dynamodb, lake = clients.client("dynamodb"), S3Objects(clients.client("s3"), "lake")
        self.registry = Registry(DynamoRecords(dynamodb, "registry"))
        self.ledger = AlarmLedger(DynamoRecords(dynamodb, "alarms"))
        self.archive, self.quarantine = Archive(lake), Quarantine(lake)

    def fill(self) -> None:
        """Register a site with two supervisors and one device."""
        people = tuple(Supervisor(f"S{number}", phone) for number, phone in enumerate(PHONES))
        self.registry.put_site(Site(TENANT, SITE, "The pit", people), expected=None)
        self.registry.add_profile(GAS)
        self.registry.put_device(a_device(), expected=None)

    def taken(self, queue: str) -> dict[str, str]:
        """Take the messages of a queue, by id."""
        sqs = clients.client("sqs")
        answer = sqs.receive_message(
            QueueUrl=sqs.get_queue_url(QueueName=queue)["QueueUrl"], MaxNumberOfMessages=10
        )
        return {message["MessageId"]: message["Body"] for message in answer.get("Messages", [])}

    def texts(self) -> list[tuple[str, str]]:
        """Read the phones and texts of the pages that were sent."""
        sent = sns_backends[DEFAULT_ACCOUNT_ID][REGION].sms_messages.values()
        return [(phone, text) for phone, text, *_ in sent]


@pytest.fixture
def cloud(monkeypatch: pytest.MonkeyPatch) -> Iterator[Cloud]:
    with a_moto_environment(
        monkeypatch,
        tables=("registry", "alarms", "trails"),
        queues=("alarms", "windows", "fixes"),
        composed=COMPOSED,
    ):
        secret = boto3.client("secretsmanager").create_secret(Name="links", SecretString="not to be told")
        monkeypatch.setenv("LINK_SECRET_ARN", secret["ARN"])
        monkeypatch.setenv("LINK_BASE", "https://sp.example")
        bell = boto3.client("sns").create_topic(Name="bell")["TopicArn"]
        monkeypatch.setenv("BELL_TOPIC_ARN", bell)
        monkeypatch.setenv("EMAIL_SENDER", "alarms@example.com")
        with a_machine() as (_, machine):
            monkeypatch.setenv("ESCALATION_MACHINE_ARN", machine)
            made = Cloud()
            made.fill()
            yield made


def woken(function: str, handler: str, messages: dict[str, str]) -> list[str]:
    answer = getattr(load_function(function), handler)(a_queue_event(messages), None)
    return [failure["itemIdentifier"] for failure in answer["batchItemFailures"]]


def test_a_reading_becomes_a_page_on_each_phone_and_a_line_in_the_archive(cloud: Cloud) -> None:
    now = system_clock().replace(microsecond=0)
    good = a_body(an_item({"ch4": 1.2}, at=now), arrived=now)
    bodies = {"m1": good, "m2": a_body(b"no message", arrived=now)}

    assert woken("ingest", "on_readings", bodies) == []
    assert woken("alert", "on_signals", cloud.taken("alarms")) == []

    assert [phone for phone, _ in cloud.texts()] == list(PHONES)
    said = f"Methane. 1.2% (limit 1). At longwall-1, pit. {now:%d %b %H:%M:%S} UTC. Reply A "
    assert all(text.startswith(f"ALARM: {said}") for _, text in cloud.texts())
    assert [alarm.paged for alarm in cloud.ledger.of_site(TENANT, SITE)] == [PHONES]
    assert [reading.seq for reading in cloud.archive.scan(TENANT, SITE, since=now, until=now)] == [1]
    assert [refusal.delivery for refusal in cloud.quarantine.scan(TENANT)] == ["m2"]
    (window,) = cloud.taken("windows").values()
    assert [reading.seq for reading in msgspec.json.decode(window, type=list[Reading])] == [1]


def test_a_device_that_says_nothing_for_too_long_is_signalled_and_paged(cloud: Cloud) -> None:
    watched = {name: msgspec.structs.replace(each, interval_s=1.0) for name, each in GAS.channels.items()}
    cloud.registry.add_profile(msgspec.structs.replace(GAS, version=2, channels=watched))
    stored = cloud.registry.device(TENANT, DEVICE)
    silent = msgspec.structs.replace(stored.document, profile_version=2)
    cloud.registry.put_device(silent, expected=stored.version)

    swept = load_function("monitor").watch({"watch_s": 0}, None)

    assert swept == {"devices": 1, "signals": 1, "unreadable": 0, "left": 0}
    assert woken("alert", "on_signals", cloud.taken("alarms")) == []
    assert [text.split(".")[0] for _, text in cloud.texts()] == ["ALARM: No signal"] * 2
    assert load_function("monitor").watch({"watch_s": 0}, None)["signals"] == 0


def test_a_fall_after_which_nothing_more_is_heard_is_raised_and_paged_once(cloud: Cloud) -> None:
    cloud.registry.add_profile(msgspec.structs.replace(a_profile_for(FALL), version=2))
    stored = cloud.registry.device(TENANT, DEVICE)
    worn = msgspec.structs.replace(stored.document, profile_version=2)
    cloud.registry.put_device(worn, expected=stored.version)
    chosen = RuleSet(TENANT, SITE, 1, RuleChoice(("msha",), FALL), "Kim", system_clock())
    cloud.registry.rule_sets.put(chosen, expected=None, new=True)
    fell_at = system_clock() - timedelta(seconds=60)
    bodies = {
        f"m{seq}": a_body(an_item(values, seq=seq, at=fell_at + timedelta(seconds=seq)), arrived=fell_at)
        for seq, values in enumerate((CALM, FALLEN))
    }

    assert woken("ingest", "on_readings", bodies) == []
    assert cloud.taken("alarms") == {}
    timers = load_function("monitor").timers
    assert timers({"watch_s": 0}, None) == {"dues": 1, "signals": 1, "left": 0}

    assert woken("alert", "on_signals", cloud.taken("alarms")) == []
    assert [text.split(",")[0] for _, text in cloud.texts()] == ["DANGER: Fall: impact"] * 2
    assert timers({"watch_s": 0}, None) == {"dues": 0, "signals": 0, "left": 0}


def test_a_heartbeat_that_stopped_rings_the_bell_and_pages_nobody(cloud: Cloud) -> None:
    long_ago = system_clock() - timedelta(hours=1)
    route = Route(TENANT, SITE, DEVICE, PersonName("receipt"), long_ago, "kim")
    People(DynamoRecords(clients.client("dynamodb"), "registry")).put_heartbeat(route, expected=None)

    checked = [load_function("monitor").heartbeats({}, None) for _ in range(2)]

    assert [each["calls"] for each in checked] == [1, 0]
    topics = sns_backends[DEFAULT_ACCOUNT_ID][REGION].topics.values()
    (rung,) = [note for topic in topics for note in topic.sent_notifications]
    assert rung[2] == "Path of alarms degraded"
    assert cloud.texts() == []
