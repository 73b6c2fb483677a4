"""A queue in SQS."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from spotter.adapters.aws.failures import as_ours
from spotter.adapters.chunks import packets
from spotter.adapters.limits import MESSAGE_BYTES, check_messages
from spotter.errors import Unavailable
from spotter.ports.queue import Queue

if TYPE_CHECKING:
    from mypy_boto3_sqs import SQSClient
    from mypy_boto3_sqs.type_defs import SendMessageBatchRequestEntryTypeDef

MESSAGES_A_BATCH = 10


class SqsQueue:
    """A queue; texts travel in batches of ten, and a batch is no larger than one text may be."""

    def __init__(self, client: SQSClient, url: str) -> None:
        self._client = client
        self._url = url

    def send(self, bodies: Sequence[bytes]) -> None:
        """Hand on all texts; what a batch leaves behind is sent once more, then it is Unavailable."""
        check_messages(bodies)
        for packet in packets(bodies, most=MESSAGES_A_BATCH, size=MESSAGE_BYTES):
            behind = self._left_behind(self._left_behind(packet))
            if behind:
                raise Unavailable("not all messages were taken", queue=self._url, left=len(behind))

    def _left_behind(self, packet: Sequence[bytes]) -> list[bytes]:
        if not packet:
            return []
        entries: list[SendMessageBatchRequestEntryTypeDef] = [
            {"Id": str(position), "MessageBody": body.decode()} for position, body in enumerate(packet)
        ]
        with as_ours():
            answer = self._client.send_message_batch(QueueUrl=self._url, Entries=entries)
        return [packet[int(failed["Id"])] for failed in answer.get("Failed", [])]


if TYPE_CHECKING:
    _port: type[Queue] = SqsQueue
