"""What every implementation of the Bell port keeps."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from typing import Any, NamedTuple

import pytest
from botocore.stub import Stubber
from moto import mock_aws

from contract.places import a_queue
from spotter.adapters.aws.bell import SnsBell
from spotter.adapters.aws.clients import connect
from spotter.adapters.memory.bell import MemoryBell
from spotter.errors import Unavailable
from spotter.ports.bell import Bell


class Rung(NamedTuple):
    """A bell, and the subjects and texts that whoever listens to it has heard."""

    bell: Bell
    heard: Callable[[], list[tuple[str, str]]]


@pytest.fixture(params=["memory", "sns"])
def rung(request: pytest.FixtureRequest) -> Iterator[Rung]:
    if request.param == "memory":
        memory = MemoryBell()
        yield Rung(memory, lambda: memory.rung)
        return
    request.getfixturevalue("nowhere")
    with mock_aws(), a_queue() as (sqs, url):
        client: Any = connect("sns")
        topic = client.create_topic(Name="bell")["TopicArn"]
        attributes = sqs.get_queue_attributes(QueueUrl=url, AttributeNames=["QueueArn"])["Attributes"]
        client.subscribe(TopicArn=topic, Protocol="sqs", Endpoint=attributes["QueueArn"])

        def heard() -> list[tuple[str, str]]:
            messages = sqs.receive_message(QueueUrl=url).get("Messages", [])
            notices = [json.loads(message["Body"]) for message in messages]
            return [(notice["Subject"], notice["Message"]) for notice in notices]

        yield Rung(SnsBell(client, topic), heard)


def test_a_bell_takes_a_subject_of_any_length(rung: Rung) -> None:
    rung.bell.ring("s" * 120, "The way is broken.")

    assert rung.heard() == [("s" * 100, "The way is broken.")]


@pytest.mark.usefixtures("nowhere")
def test_a_bell_that_cannot_be_rung_says_so() -> None:
    client: Any = connect("sns")
    with Stubber(client) as stub:
        stub.add_client_error("publish", "InternalError")
        with pytest.raises(Unavailable):
            SnsBell(client, "arn:aws:sns:us-east-1:123456789012:bell").ring("s", "t")
