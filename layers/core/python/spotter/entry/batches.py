"""Batches of queue messages: call a use case, and answer which messages must come again."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any, TypedDict, TypeVar

from spotter.errors import SpotterError, Unavailable

T = TypeVar("T")

SqsEvent = Mapping[str, Any]
"""What Lambda hands over for a queue, as the event of a Chalice handler gives it back with `to_dict()`."""


class Failure(TypedDict):
    """One message that must come again."""

    itemIdentifier: str


class BatchAnswer(TypedDict):
    """The partial batch answer that Lambda understands."""

    batchItemFailures: list[Failure]


def messages_of(event: SqsEvent) -> dict[str, str]:
    """Give the bodies of a batch by message id."""
    return {record["messageId"]: record["body"] for record in event["Records"]}


def all_or_again(
    event: SqsEvent, use_case: Callable[[dict[str, str]], object], failed: Callable[[Exception], object]
) -> BatchAnswer:
    """Hand the whole batch to a use case; when a part is not answering, every message comes again.

    For use cases that are idempotent as a whole and cheapest on many messages at once. An error that is not a
    matter of waiting comes from one of the messages: then each is tried by itself, so that it alone comes
    again and ends among the dead letters, and its neighbours are not held up.
    """
    messages = messages_of(event)
    try:
        use_case(messages)
    except Unavailable as err:
        failed(err)
        return _again(messages)
    except Exception as err:  # noqa: BLE001 - the border: whatever went wrong, no message may be lost
        failed(err)
        return _again([name for name in messages if not _works(use_case, {name: messages[name]}, failed)])
    return _again([])


def each_by_itself(
    messages: Mapping[str, str], use_case: Callable[[str], object], failed: Callable[[Exception], object]
) -> BatchAnswer:
    """Hand each message to a use case; only those that fail come again."""
    return _again([name for name, body in messages.items() if not _works(use_case, body, failed)])


def code_of(err: Exception) -> str:
    """Name an error for a log line: our stable code, or the class of a foreign one."""
    return err.code if isinstance(err, SpotterError) else type(err).__name__


def _works(use_case: Callable[[T], object], given: T, failed: Callable[[Exception], object]) -> bool:
    try:
        use_case(given)
    except Exception as err:  # noqa: BLE001 - the border: one bad message must not stop the others
        failed(err)
        return False
    return True


def _again(messages: Iterable[str]) -> BatchAnswer:
    return {"batchItemFailures": [{"itemIdentifier": name} for name in messages]}
