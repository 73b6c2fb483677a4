"""What every implementation of the Bell port keeps."""

from __future__ import annotations

from typing import Any

import pytest
from botocore.stub import Stubber

from spotter.adapters.aws.bell import SnsBell
from spotter.adapters.aws.clients import connect
from spotter.adapters.memory.bell import MemoryBell
from spotter.errors import Unavailable
from spotter.ports.bell import Bell

TOPIC = "arn:aws:sns:us-east-1:123456789012:bell"


@pytest.fixture(params=["memory", "sns"])
def bell(request: pytest.FixtureRequest) -> Any:  # noqa: ANN401 - a stubbed client lives as long as its test
    """A bell that expects to be rung once, with a subject that is too long."""
    request.getfixturevalue("nowhere")
    if request.param == "memory":
        return MemoryBell()
    client: Any = connect("sns")
    stub = Stubber(client)
    expected = {"TopicArn": TOPIC, "Subject": "s" * 100, "Message": "The way is broken."}
    stub.add_response("publish", {"MessageId": "m"}, expected)
    stub.activate()
    return SnsBell(client, TOPIC)


def test_a_bell_takes_a_subject_of_any_length(bell: Bell) -> None:
    bell.ring("s" * 120, "The way is broken.")


@pytest.mark.usefixtures("nowhere")
def test_a_bell_that_cannot_be_rung_says_so() -> None:
    client: Any = connect("sns")
    with Stubber(client) as stub:
        stub.add_client_error("publish", "InternalError")
        with pytest.raises(Unavailable):
            SnsBell(client, TOPIC).ring("s", "t")
