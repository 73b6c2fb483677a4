"""The bell as an SNS topic: operators subscribe to it by e-mail, by HTTPS or with a tool that calls them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from spotter.adapters.aws.failures import as_ours
from spotter.ports.bell import Bell

if TYPE_CHECKING:
    from mypy_boto3_sns import SNSClient


class SnsBell:
    """Publishes on one topic."""

    def __init__(self, client: SNSClient, topic_arn: str) -> None:
        self._client = client
        self._topic_arn = topic_arn

    def ring(self, subject: str, text: str) -> None:
        """Call whoever is subscribed, or raise Unavailable."""
        with as_ours():
            self._client.publish(TopicArn=self._topic_arn, Subject=subject[:100], Message=text)


if TYPE_CHECKING:
    _port: type[Bell] = SnsBell
