"""What every implementation of the Notifier port keeps, for SMS, mobile push and e-mail."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable
from typing import Any, NamedTuple

import pytest
from botocore.stub import Stubber

from contract.places import ACCOUNT, emails_sent, pushes_sent, sms_sent
from spotter.adapters.aws.clients import connect
from spotter.adapters.aws.notifiers import SesEmail, SnsPush, SnsSms
from spotter.adapters.memory.notifier import MemoryNotifier
from spotter.contracts.people import Medium
from spotter.errors import Refused, Unavailable
from spotter.ports.notifier import Message, Notifier

KIM, LEE = "+821012345678", "+821087654321"
SENDER = "alarms@example.com"


class Bench(NamedTuple):
    """A notifier, an address that it reaches, and the texts that reached an address."""

    notifier: Notifier
    address: str
    reached: Callable[[str], list[str]]

    def send(self, text: str) -> str:
        return self.notifier.send(Message(self.address, "CH4 high", text)).id


@pytest.fixture(params=list(Medium))
def bench(request: pytest.FixtureRequest, place: str) -> Bench:
    medium: Medium = request.param
    if place == "memory":
        memory = MemoryNotifier(medium)
        return Bench(memory, KIM, lambda to: [each.text for each in memory.outbox if each.address == to])
    if place == "stack" and medium is not Medium.SMS:
        pytest.skip("the emulator shows no outbox for it")
    if medium is Medium.SMS:
        earlier = Counter(sms_sent(place))
        return Bench(
            SnsSms(connect("sns")),
            KIM,
            lambda to: [
                text for phone, text in (Counter(sms_sent(place)) - earlier).elements() if phone == to
            ],
        )
    if medium is Medium.PUSH:
        return Bench(SnsPush(connect("sns")), _an_endpoint(), pushes_sent)
    ses = connect("sesv2")
    ses.create_email_identity(EmailIdentity=SENDER)
    return Bench(SesEmail(ses, SENDER), "kim@example.com", emails_sent)


def test_a_message_reaches_its_address_as_written(bench: Bench) -> None:
    bench.send("메탄 1.6 % at longwall-1")

    assert bench.reached(bench.address) == ["메탄 1.6 % at longwall-1"]


def test_every_message_has_its_own_receipt(bench: Bench) -> None:
    receipts = {bench.send("CH4 high"), bench.send("CH4 high")}

    assert len(receipts) == 2
    assert all(receipts)


def test_a_notifier_says_which_way_it_is(bench: Bench) -> None:
    assert bench.notifier.medium in Medium


@pytest.mark.usefixtures("nowhere")
def test_what_is_no_phone_number_is_refused() -> None:
    for notifier in (MemoryNotifier(), SnsSms(connect("sns"))):
        with pytest.raises(Refused):
            notifier.send(Message("call me", "CH4 high", "CH4 high"))


def test_memory_fails_and_refuses_as_it_was_told() -> None:
    memory = MemoryNotifier(unreachable={LEE}, refusing={KIM: "opted out"})

    with pytest.raises(Unavailable):
        memory.send(Message(LEE, "", "CH4 high"))
    with pytest.raises(Refused, match="opted out"):
        memory.send(Message(KIM, "", "CH4 high"))


@pytest.mark.usefixtures("nowhere")
@pytest.mark.parametrize(
    ("service", "operation", "code", "expected"),
    [
        ("sns", "publish", "OptedOut", Refused),
        ("sns", "publish", "EndpointDisabled", Refused),
        ("sns", "publish", "Throttled", Unavailable),
        ("sesv2", "send_email", "MessageRejected", Refused),
        ("sesv2", "send_email", "TooManyRequestsException", Unavailable),
    ],
)
def test_what_is_over_for_good_is_refused_and_the_rest_may_be_tried_again(
    service: str, operation: str, code: str, expected: type[Exception]
) -> None:
    client: Any = connect(service)
    ways: dict[str, Notifier] = {
        "OptedOut": SnsSms(client),
        "EndpointDisabled": SnsPush(client),
        "Throttled": SnsSms(client),
    }
    notifier = ways.get(code) or SesEmail(client, SENDER)
    with Stubber(client) as stub:
        stub.add_client_error(operation, code)

        with pytest.raises(expected) as raised:
            notifier.send(Message(KIM, "CH4 high", "CH4 high"))

    if expected is Refused:
        assert getattr(raised.value, "facts", {})["reason"] == code


@pytest.mark.usefixtures("nowhere")
def test_a_push_is_a_critical_alert_on_both_platforms() -> None:
    client: Any = connect("sns")
    asked: dict[str, Any] = {}
    client.meta.events.register(
        "before-parameter-build.sns.Publish", lambda params, **_: asked.update(params)
    )
    with Stubber(client) as stub:
        stub.add_response("publish", {"MessageId": "m"})
        SnsPush(client).send(Message("arn:endpoint", "CH4 high", "1.6 %"))

    sent = json.loads(asked["Message"])
    assert sent["default"] == "1.6 %"
    assert json.loads(sent["APNS"])["aps"]["sound"]["critical"] == 1
    assert json.loads(sent["GCM"])["fcmV1Message"]["message"]["android"]["priority"] == "high"


def _an_endpoint() -> str:
    sns: Any = connect("sns")
    app = sns.create_platform_application(
        Name="spotter", Platform="GCM", Attributes={"PlatformCredential": "key"}
    )["PlatformApplicationArn"]
    made = sns.create_platform_endpoint(PlatformApplicationArn=app, Token="a-phone")  # of the app on it
    assert ACCOUNT in made["EndpointArn"]
    return str(made["EndpointArn"])
