"""What became of everything that was published, counted from the lake, the queues and the SMS outbox."""

from __future__ import annotations

import json
import time
import urllib.request
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta

from infra.local.places import Endpoints, StackError
from spotter.adapters.aws.clients import client
from spotter.adapters.aws.objects import S3Objects
from spotter.contracts.names import SiteName, Tenant
from spotter.stores.lake import Archive, PredictionLog, Quarantine

DRAIN_TIMEOUT_S = 90.0
QUIET_TIMEOUT_S = 15.0
"""For what is no reading on its way: a message that is tried again is invisible for minutes, and not lost."""

_QUEUES = ("ReadingsQueueUrl", "EventsQueueUrl", "AlarmsQueueUrl", "WindowsQueueUrl")


class Audit:
    """Counts for one site. Objects of the lake never change, so each is read once."""

    def __init__(self, endpoints: Endpoints, *, tenant: Tenant, site: SiteName, since: datetime) -> None:
        self._endpoints = endpoints
        self._tenant = tenant
        self._site = site
        self._since = since - timedelta(hours=1)
        self._objects = _ReadOnce(S3Objects(client("s3"), endpoints.outputs["LakeBucket"]))

    def accepted(self) -> set[str]:
        """Name the readings in the archive; one that arrived twice is one."""
        until = datetime.now(UTC) + timedelta(hours=1)
        found = Archive(self._objects).scan(self._tenant, self._site, since=self._since, until=until)
        return {reading.id for reading in found}

    def quarantined(self) -> int:
        """Count the readings in quarantine."""
        refusals = {
            (refusal.thing, refusal.delivery, refusal.position, refusal.payload): refusal.count
            for tenant in (self._tenant, "unknown")
            for refusal in Quarantine(self._objects).scan(tenant)
        }
        return sum(refusals.values())

    def scored(self) -> int:
        """Count the readings that a model said something of."""
        return len({each.reading for each in PredictionLog(self._objects).scan(self._tenant, self._site)})

    def texts(self) -> int:
        """Count the SMS in the emulator's outbox."""
        url = f"{self._endpoints.endpoint_url}/_ministack/sns/sms-messages"
        with urllib.request.urlopen(url, timeout=10) as answer:  # noqa: S310 - loopback
            return sum(1 for _ in _texts(json.loads(answer.read())))

    def drain(self, published: int) -> None:
        """Wait until everything published is in the lake and no queue holds anything.

        Time that runs out is no error here: what is missing is counted as lost.
        """
        self._wait(lambda: len(self.accepted()) + self.quarantined() >= published, DRAIN_TIMEOUT_S)
        self._wait(self._queues_are_empty, QUIET_TIMEOUT_S)

    def wait_for_scores(self, count: int) -> None:
        """Wait until so many readings were scored, or time runs out."""
        self._wait(lambda: self.scored() >= count, QUIET_TIMEOUT_S)
        self._wait(self._queues_are_empty, QUIET_TIMEOUT_S)

    def _queues_are_empty(self) -> bool:
        return all(self._waiting(self._endpoints.outputs[queue]) == 0 for queue in _QUEUES)

    def _waiting(self, url: str) -> int:
        asked = client("sqs").get_queue_attributes(
            QueueUrl=url,
            AttributeNames=["ApproximateNumberOfMessages", "ApproximateNumberOfMessagesNotVisible"],
        )
        return sum(int(number) for number in asked["Attributes"].values())

    @staticmethod
    def _wait(until: Callable[[], bool], patience_s: float) -> None:
        deadline = time.monotonic() + patience_s
        while not until() and time.monotonic() < deadline:
            time.sleep(0.3)


class _ReadOnce:
    """Immutable objects, each fetched once."""

    def __init__(self, objects: S3Objects) -> None:
        self._objects = objects
        self._kept: dict[str, bytes] = {}

    def put(self, key: str, content: bytes) -> None:
        raise StackError(f"an audit writes nothing, not {key} either ({len(content)} bytes)")

    def get(self, key: str) -> bytes:
        if key not in self._kept:
            self._kept[key] = self._objects.get(key)
        return self._kept[key]

    def keys(self, prefix: str, *, after: str = "") -> Iterator[str]:
        return self._objects.keys(prefix, after=after)


def _texts(answer: object) -> Iterator[str]:
    """Find the messages wherever the emulator nests them."""
    match answer:
        case dict():
            for key, value in answer.items():
                if key.lower() == "message" and isinstance(value, str):
                    yield value
                else:
                    yield from _texts(value)
        case list():
            for each in answer:
                yield from _texts(each)
        case _:
            return
