"""The bell, on the running stack: it calls somebody when the way of alarms is broken, until it is whole."""

from __future__ import annotations

import json
import re
import uuid
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from callers import Cloud, Platform, a_message, eventually
from spotter.adapters.aws.records import DynamoRecords
from spotter.contracts.heartbeat import Pulse
from spotter.contracts.names import SiteName, Tenant
from spotter.stores.pulses import Pulses, heartbeat_norms

pytestmark = pytest.mark.e2e

BEATS = {"heartbeat": {"type": "number", "minimum": 0, "maximum": 1, "hazard": "heartbeat"}}


def a_contact(platform: Platform, **ways: object) -> str:
    name = f"person-{uuid.uuid4().hex[:8]}"
    answer = platform.call("PUT", f"/v1/contacts/{name}", {"title": name, **ways})
    assert answer.status == 200, answer.body
    return name


def test_a_way_of_alarms_that_is_not_gone_to_its_end_calls_somebody_by_the_bell_until_it_is(
    platform: Platform, aws: Callable[[str], Any]
) -> None:
    cloud, phone = Cloud(aws), f"+8210{uuid.uuid4().int % 10**8:08d}"
    site, bell = platform.a_site(), a_listener(aws, platform.stack.outputs["BellTopicArn"])
    packs = {"packs": ["instrument-defaults", "heartbeat"]}
    assert platform.call("PUT", f"/v1/sites/{site}/rules", packs).status == 200
    device = platform.a_device(site, platform.a_profile(BEATS))
    route = {"device": device.name, "receipt": a_contact(platform, phone=phone)}
    assert platform.call("PUT", f"/v1/sites/{site}/heartbeat", route).status == 200

    age(Pulses(DynamoRecords(aws("dynamodb"), cloud.table("Trails"))), platform.stack.tenant, site)
    cloud.wake("WatchHeartbeats")
    broken = eventually(lambda: bell(site), "the bell")[0]
    platform.publish(device, a_message(1, {"heartbeat": 1}))
    text = eventually(lambda: platform.texts(phone), "the heartbeat's page")[0]
    code = re.search(r"Reply (A \w{4})", text)
    assert code is not None, text
    answer = {"originationNumber": phone, "messageBody": code[1]}
    aws("sns").publish(TopicArn=platform.stack.outputs["RepliesTopicArn"], Message=json.dumps(answer))
    where = f"/v1/sites/{site}/heartbeat"
    eventually(lambda: platform.call("GET", where).body["answered_at"], "the receipt")
    cloud.wake("WatchHeartbeats")

    restored = eventually(lambda: bell(site), "the bell again")[0]
    assert "may reach nobody" in broken
    assert "certificate" in broken
    assert "works again" in restored


def age(pulses: Pulses, tenant: str, site: str) -> None:
    """Let the last whole round of a route be older than it may be."""
    norms, named = heartbeat_norms(), (Tenant(tenant), SiteName(site))
    old = datetime.now(UTC) - timedelta(seconds=norms.every_s + norms.grace_s + 1)
    stored = pulses.find(*named)
    pulses.put(Pulse(*named, old), expected=stored.version if stored else None)


def a_listener(aws: Callable[[str], Any], topic: str) -> Callable[[str], list[str]]:
    """Somebody who listens to the bell; gives what was said of a site since they were asked last."""
    sqs, name = aws("sqs"), f"listener-{uuid.uuid4().hex[:8]}"
    url = sqs.create_queue(QueueName=name)["QueueUrl"]
    arn = sqs.get_queue_attributes(QueueUrl=url, AttributeNames=["QueueArn"])["Attributes"]["QueueArn"]
    lets_in = {"Effect": "Allow", "Principal": "*", "Action": "sqs:SendMessage", "Resource": arn}
    policy = json.dumps({"Version": "2012-10-17", "Statement": [lets_in]})
    sqs.set_queue_attributes(QueueUrl=url, Attributes={"Policy": policy})
    aws("sns").subscribe(TopicArn=topic, Protocol="sqs", Endpoint=arn)

    def heard(site: str) -> list[str]:
        found: list[str] = []
        for message in sqs.receive_message(QueueUrl=url, MaxNumberOfMessages=10).get("Messages", []):
            sqs.delete_message(QueueUrl=url, ReceiptHandle=message["ReceiptHandle"])
            found.append(json.loads(message["Body"])["Message"])
        return [each for each in found if site in each]

    return heard
