"""Queue events as Lambda hands them to a function."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

ATTRIBUTES = {
    "ApproximateReceiveCount": "1",
    "SentTimestamp": "1795510800000",
    "SenderId": "AIDAIENQZJOLO23YVJ4VO",
    "ApproximateFirstReceiveTimestamp": "1795510800001",
}


def a_queue_event(messages: Mapping[str, str], *, queue: str = "queue") -> dict[str, Any]:
    """Make the event of a batch of messages, each with an id of its own."""
    return {
        "Records": [
            {
                "messageId": message,
                "receiptHandle": f"handle-{message}",
                "body": body,
                "attributes": ATTRIBUTES,
                "messageAttributes": {},
                "md5OfBody": "",
                "eventSource": "aws:sqs",
                "eventSourceARN": f"arn:aws:sqs:eu-central-1:123456789012:{queue}",
                "awsRegion": "eu-central-1",
            }
            for message, body in messages.items()
        ]
    }
