"""functions/provision and functions/fleet as IoT Core and a schedule call them, on services in moto."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import msgspec
import pytest

from builders.fleet import CLAIM, GAS, NOON, SITE, TENANT, a_certificate, a_claim, allowed
from builders.moto_environment import a_moto_environment
from envelopes.http import load_function
from spotter.adapters.aws import clients
from spotter.adapters.aws.records import DynamoRecords
from spotter.bootstrap import fleet, provision
from spotter.contracts.profiles import Channel, ChannelType, Profile
from spotter.contracts.sites import Site
from spotter.stores.fleet_access import FleetAccess
from spotter.stores.registry import Registry

HOUR = timedelta(hours=1)


class Cloud:
    """The registry and the alarms queue, for tests to fill and to look at."""

    def __init__(self, queue: str) -> None:
        records = DynamoRecords(clients.client("dynamodb"), "registry")
        self.registry, self.access, self._queue = Registry(records), FleetAccess(records), queue
        self.registry.put_site(Site(TENANT, SITE, "The pit", ()), expected=None)
        self.registry.add_profile(Profile(TENANT, GAS, 1, {"ch4": Channel(ChannelType.NUMBER, "%")}))
        self.access.add_claim(a_claim(per_hour=1))
        for number in (1, 2):
            self.access.put_allowed(allowed(number), expected=None)

    def signals(self) -> list[dict[str, Any]]:
        answer = clients.client("sqs").receive_message(QueueUrl=self._queue, MaxNumberOfMessages=10)
        return [json.loads(message["Body"]) for message in answer.get("Messages", [])]


@pytest.fixture
def cloud(monkeypatch: pytest.MonkeyPatch) -> Iterator[Cloud]:
    composed = (provision.compose, fleet.compose, fleet.compose_certificates)
    with a_moto_environment(monkeypatch, tables=("registry",), queues=("alarms",), composed=composed) as urls:
        monkeypatch.setenv("IOT_POLICY_NAME", "devices")
        yield Cloud(urls["alarms"])


def an_event(
    serial: object = "SN-1", certificate: str = a_certificate(7), claim: str = CLAIM
) -> dict[str, Any]:
    """What IoT Core sends, as its developer guide shows it."""
    return {
        "claimCertificateId": claim,
        "certificateId": certificate,
        "certificatePem": "-----BEGIN CERTIFICATE-----",
        "templateArn": "arn:aws:iot:us-east-1:123456789012:provisioningtemplate/spotter-dev",
        "clientId": "claim~SN-1",
        "parameters": {"SerialNumber": serial, "ThingName": "acme_somebody-else"},
    }


def asked(event: dict[str, Any]) -> dict[str, Any]:
    answer: dict[str, Any] = load_function("provision").provision(event, None)
    return answer


def test_the_hook_names_the_thing_and_the_registry_knows_its_certificate(cloud: Cloud) -> None:
    answer = asked(an_event())

    assert answer == {"allowProvisioning": True, "parameterOverrides": {"ThingName": "acme_helmet-1"}}
    (device,) = cloud.registry.devices(TENANT)
    assert device.principal == a_certificate(7)
    assert cloud.signals() == []


def test_over_the_limit_the_hook_refuses_and_the_alarms_queue_hears_of_it(cloud: Cloud) -> None:
    asked(an_event())

    answers = [asked(an_event("SN-2", a_certificate(8))) for _ in range(3)]

    assert answers == [{"allowProvisioning": False}] * 3
    assert [(each["type"], each["rule"], each["subject"]) for each in cloud.signals()] == [
        ("active", "claim-abuse", "site~north-pit")
    ]


@pytest.mark.parametrize(
    "event",
    [
        {},
        {**an_event(), "claimCertificateId": None},
        {**an_event(), "parameters": ["SN-1"]},
        an_event(certificate="../../etc"),
        an_event(claim="c" * 63),
    ],
)
def test_what_is_no_request_is_refused(cloud: Cloud, event: dict[str, Any]) -> None:
    assert asked(event) == {"allowProvisioning": False}
    assert list(cloud.registry.devices(TENANT)) == []


@pytest.mark.parametrize("serial", [None, 7, "", "SN 1", "x" * 65, "SN-1#more"])
def test_what_is_no_serial_is_refused_and_told_of(cloud: Cloud, serial: object) -> None:
    assert asked(an_event(serial)) == {"allowProvisioning": False}
    assert len(cloud.signals()) == 1


@pytest.mark.usefixtures("cloud")
def test_a_line_says_what_was_decided_and_holds_no_certificate(
    capsys: pytest.CaptureFixture[str],
) -> None:
    asked(an_event())

    line = json.loads(capsys.readouterr().out)
    assert (line["why"], line["thing"], line["granted"]) == ("granted", "acme_helmet-1", 1)
    assert CLAIM not in json.dumps(line)
    assert a_certificate(7) not in json.dumps(line)


def test_the_sweep_ends_the_alarm_of_a_quiet_claim(cloud: Cloud) -> None:
    abused = msgspec.structs.replace(a_claim("d" * 64), abused_at=NOON - HOUR, told_at=NOON - HOUR)
    cloud.access.add_claim(abused)

    counts = load_function("fleet").sweep({}, None)

    assert counts == {"revoked": 0, "failed": 0, "waiting": 0, "claims_quiet": 1, "certificates_ending": 0}
    assert [each["type"] for each in cloud.signals()] == ["normal"]
