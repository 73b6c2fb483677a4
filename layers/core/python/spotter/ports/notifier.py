"""Notifying: bring a short text to a person."""

from __future__ import annotations

from typing import NamedTuple, Protocol

from spotter.contracts.people import Medium


class Message(NamedTuple):
    """A text for one address: a phone number, a platform endpoint, an e-mail address.

    `subject` is for media that have one.
    """

    address: str
    subject: str
    text: str


class Receipt(NamedTuple):
    """What the carrier calls the message that it took."""

    id: str


class Notifier(Protocol):
    """One way to reach people."""

    @property
    def medium(self) -> Medium:
        """Say which way it is."""
        ...

    def send(self, message: Message) -> Receipt:
        """Hand a message over.

        Raises:
            Unavailable: it was not taken; another try may succeed.
            Refused: it will never be taken for this address; `facts["reason"]` is the carrier's word for why.
        """
        ...
