"""Tables, buckets and the like in a place: moto inside this process, or a local stack that runs already."""

from __future__ import annotations

import json
import os
import time
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.request import urlopen

from moto.ses.models import ses_backends
from moto.sns.models import sns_backends

from infra.local.places import load
from spotter.adapters.aws.clients import connect

ACCOUNT = "123456789012"
ROLE = {"Effect": "Allow", "Principal": {"Service": "states.amazonaws.com"}, "Action": "sts:AssumeRole"}


def stack_endpoint() -> str | None:
    """Where a local stack answers, if AWS_ENDPOINT_URL or SPOTTER_STACK (its state folder) names one."""
    if given := os.environ.get("SPOTTER_STACK"):
        running = load(Path(given))
        assert running is not None, f"no stack was started in {given}"
        return running.endpoint_url
    return os.environ.get("AWS_ENDPOINT_URL")


@contextmanager
def a_table() -> Iterator[tuple[Any, str]]:
    """A client and an empty table; queries give pages of two, so that every suite turns pages."""
    client, name = connect("dynamodb"), _fresh("records")
    client.meta.events.register("before-parameter-build.dynamodb.Query", _two_a_page("Limit"))
    keys = {"pk": "HASH", "sk": "RANGE"}
    client.create_table(
        TableName=name,
        AttributeDefinitions=[{"AttributeName": key, "AttributeType": "S"} for key in keys],
        KeySchema=[{"AttributeName": key, "KeyType": role} for key, role in keys.items()],
        BillingMode="PAY_PER_REQUEST",
    )
    yield client, name
    client.delete_table(TableName=name)


@contextmanager
def a_bucket() -> Iterator[tuple[Any, str]]:
    """A client and an empty bucket; lists give pages of two keys."""
    client, name = connect("s3"), _fresh("objects")
    client.meta.events.register("before-parameter-build.s3.ListObjectsV2", _two_a_page("MaxKeys"))
    client.create_bucket(Bucket=name)
    yield client, name
    for page in client.get_paginator("list_objects_v2").paginate(Bucket=name):
        for found in page.get("Contents", []):
            client.delete_object(Bucket=name, Key=found["Key"])
    client.delete_bucket(Bucket=name)


@contextmanager
def a_queue() -> Iterator[tuple[Any, str]]:
    """A client and the URL of an empty queue."""
    client = connect("sqs")
    url = client.create_queue(QueueName=_fresh("queue"))["QueueUrl"]
    yield client, url
    client.delete_queue(QueueUrl=url)


@contextmanager
def a_policy() -> Iterator[tuple[Any, str]]:
    """A client and the name of an IoT policy."""
    client, name = connect("iot"), _fresh("policy")
    client.create_policy(policyName=name, policyDocument='{"Version": "2012-10-17", "Statement": []}')
    yield client, name


@contextmanager
def a_machine() -> Iterator[tuple[Any, str]]:
    """A client and a state machine that gives its input back, or fails when the input says `fail`."""
    client, roles, name = connect("stepfunctions"), connect("iam"), _fresh("machine")
    trust = json.dumps({"Version": "2012-10-17", "Statement": [ROLE]})
    role = roles.create_role(RoleName=name, AssumeRolePolicyDocument=trust)["Role"]["Arn"]
    choice = {"Variable": "$.fail", "BooleanEquals": True, "Next": "Broken"}
    states = {
        "Asked": {"Type": "Choice", "Choices": [choice], "Default": "Done"},
        "Done": {"Type": "Pass", "End": True},
        "Broken": {"Type": "Fail", "Error": "Broken", "Cause": "it was told to"},
    }
    definition = json.dumps({"StartAt": "Asked", "States": states})
    arn = client.create_state_machine(name=name, definition=definition, roleArn=role)["stateMachineArn"]
    yield client, arn
    client.delete_state_machine(stateMachineArn=arn)
    roles.delete_role(RoleName=name)


@contextmanager
def a_user_pool() -> Iterator[tuple[Any, str]]:
    """A client and a user pool with our attribute and our groups; lists give pages of two."""
    client = connect("cognito-idp")
    client.meta.events.register("before-parameter-build.cognito-idp.ListUsers", _two_a_page("Limit"))
    tenant = {"Name": "tenant", "AttributeDataType": "String", "Mutable": False}
    pool = client.create_user_pool(PoolName=_fresh("pool"), Schema=[tenant])["UserPool"]["Id"]
    for role in ("operator", "supervisor", "engineer", "guest"):
        client.create_group(UserPoolId=pool, GroupName=role)
    yield client, pool
    client.delete_user_pool(UserPoolId=pool)


def sms_sent(place: str) -> list[tuple[str, str]]:
    """Phone and text of every SMS that this place has sent, in no order."""
    if place == "moto":
        return [(phone, text) for phone, text in sns_backends[ACCOUNT]["us-east-1"].sms_messages.values()]
    with urlopen(f"{stack_endpoint()}/_ministack/sns/sms-messages") as answer:  # noqa: S310 - a local stack
        listed = json.load(answer)
    return [(found["PhoneNumber"], found["Message"]) for found in _messages(listed)]


def pushes_sent(endpoint: str) -> list[str]:
    """Texts of every notification that moto has for a platform endpoint."""
    found = sns_backends[ACCOUNT]["us-east-1"].platform_endpoints[endpoint].messages.values()
    return [json.loads(message)["default"] for message in found]


def emails_sent(address: str) -> list[str]:
    """Texts of every e-mail that moto has for an address, in the order in which they were sent."""
    found = ses_backends[ACCOUNT]["us-east-1"].sent_messages
    return [each.body for each in found if address in each.destinations["ToAddresses"]]


def eventually(ask: Callable[[], bool]) -> None:
    """Wait until the answer is yes; gives up after twenty seconds."""
    for _ in range(400):
        if ask():
            return
        time.sleep(0.05)
    raise AssertionError("it did not happen within twenty seconds")


def _messages(listed: Any) -> list[dict[str, str]]:  # noqa: ANN401 - JSON of an emulator
    """The messages in a listing, whether it is flat or grouped by phone."""
    if isinstance(listed, list):
        return [one for entry in listed for one in (_messages(entry) if "Message" not in entry else [entry])]
    return [one for group in listed.values() if isinstance(group, (list, dict)) for one in _messages(group)]


def _fresh(kind: str) -> str:
    return f"{kind}-{uuid.uuid4().hex[:12]}"


def _two_a_page(parameter: str) -> Callable[..., None]:
    def limit(params: dict[str, Any], **_: object) -> None:
        params[parameter] = 2

    return limit
