"""A notifier in memory: what is sent goes to an outbox."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import TYPE_CHECKING

from spotter.adapters.limits import check_phone
from spotter.contracts.people import Medium
from spotter.errors import Refused, Unavailable
from spotter.ports.notifier import Message, Notifier, Receipt


class MemoryNotifier:
    """A notifier whose `outbox` shows every message.

    Addresses in `unreachable` fail for now, as a carrier may; those in `refusing` refuse, with this reason.
    """

    def __init__(
        self,
        medium: Medium = Medium.SMS,
        *,
        unreachable: Collection[str] = (),
        refusing: Mapping[str, str] | None = None,
    ) -> None:
        self.outbox: list[Message] = []
        self._medium = medium
        self._unreachable = frozenset(unreachable)
        self._refusing = dict(refusing or {})

    @property
    def medium(self) -> Medium:
        """Say which way it is."""
        return self._medium

    def send(self, message: Message) -> Receipt:
        """Hand a message over and give a receipt, or raise Unavailable or Refused."""
        if self._medium is Medium.SMS:
            check_phone(message.address)
        if message.address in self._unreachable:
            raise Unavailable("the carrier did not take the page", ends=message.address[-4:])
        if reason := self._refusing.get(message.address):
            raise Refused(f"the carrier refuses the page: {reason}", reason=reason)
        self.outbox.append(message)
        return Receipt(f"receipt-{len(self.outbox)}")


if TYPE_CHECKING:
    _port: type[Notifier] = MemoryNotifier
