"""What the escalation machine hands over and gets back, and what a phone replies."""

from __future__ import annotations

from typing import Any, Protocol

import msgspec

from spotter.contracts.escalation import Ladder
from spotter.errors import Corrupt, Invalid


class Replied(Protocol):
    """The use case that a reply is for."""

    def by_reply(self, phone: str, text: str) -> object:
        """Take a text from a phone, or raise Invalid."""
        ...


class InboundText(msgspec.Struct, frozen=True, rename="camel"):
    """An SMS as the carrier publishes it on the topic of replies."""

    origination_number: str
    message_body: str


def rung_of(event: dict[str, Any]) -> Ladder:
    """Read where the machine stands.

    Raises:
        Corrupt: the machine was started with something else.
    """
    try:
        return msgspec.convert(event, Ladder)
    except msgspec.ValidationError as err:
        raise Corrupt(f"this is no step of an escalation: {err}") from err


def taken(rung: Ladder) -> dict[str, Any]:
    """Write where the machine stands."""
    plain: dict[str, Any] = msgspec.to_builtins(rung)
    return plain


def reply_of(body: str, answer: Replied) -> dict[str, int]:
    """Take one reply and count what it was; a text that answers nothing is no failure and pages nobody.

    Raises:
        Corrupt: the message is no SMS; after a few deliveries the dead-letter queue keeps it.
    """
    try:
        text = msgspec.json.decode(body, type=InboundText)
    except msgspec.DecodeError as err:
        raise Corrupt(f"a message on the replies queue is no SMS: {err}") from err
    try:
        answer.by_reply(text.origination_number, text.message_body[:200])
    except Invalid as err:
        return {"replies": 1, f"replies_{err.facts.get('reason', 'invalid')}": 1}
    return {"replies": 1, "replies_taken": 1}
