"""A queue in SQS."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
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

    def send(self, bodies: Sequence[bytes]) -> list[str]:
        """Hand on all texts; what a batch leaves behind is sent once more, then it is Unavailable."""
        check_messages(bodies)
        names: list[str] = []
        for packet in packets(bodies, most=MESSAGES_A_BATCH, size=MESSAGE_BYTES):
            waiting = dict(enumerate(packet))
            taken = self._taken(waiting)
            taken |= self._taken({place: body for place, body in waiting.items() if place not in taken})
            if len(taken) < len(packet):
                left = len(packet) - len(taken)
                raise Unavailable("not all messages were taken", queue=self._url, left=left)
            names += [taken[place] for place in sorted(taken)]
        return names

    def _taken(self, waiting: Mapping[int, bytes]) -> dict[int, str]:
        """Send texts by their place; give the names of those that were taken."""
        if not waiting:
            return {}
        entries: list[SendMessageBatchRequestEntryTypeDef] = [
            {"Id": str(place), "MessageBody": body.decode()} for place, body in waiting.items()
        ]
        with as_ours():
            answer = self._client.send_message_batch(QueueUrl=self._url, Entries=entries)
        return {int(taken["Id"]): taken["MessageId"] for taken in answer.get("Successful", [])}


if TYPE_CHECKING:
    _port: type[Queue] = SqsQueue
