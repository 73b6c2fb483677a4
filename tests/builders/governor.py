"""A site in a flood of alarms, with two supervisors, on memory."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from builders.alarm_path import NOON, PHONES, SITE, TENANT, after
from builders.paging import USUAL, a_paging, paging_stores
from spotter.adapters.memory.notifier import MemoryNotifier
from spotter.adapters.memory.records import MemoryRecords
from spotter.contracts.alarms import ConditionActive
from spotter.contracts.governor import Group, Grouped
from spotter.contracts.sites import Site, Supervisor
from spotter.domain.governor import due_slots
from spotter.errors import Unavailable
from spotter.ports.notifier import Message, Receipt
from spotter.ports.records import Key, Record
from spotter.services.govern_load import GovernLoad
from spotter.services.move_alarm import MoveAlarm
from spotter.services.send_page import SendPage
from spotter.services.tell_groups import TellGroups
from spotter.stores.alarms import AlarmLedger
from spotter.stores.groups import Groups, governor_norms
from spotter.stores.philosophy import philosophy
from spotter.stores.registry import Registry


class _Down(MemoryRecords):
    """Records that do not answer."""

    def get(self, key: Key) -> Record | None:
        """Raise Unavailable."""
        raise Unavailable("the table does not answer", key=key)


class Flood(MemoryNotifier):
    """The alarm path from signals on; it takes the SMS itself and notes when each was sent."""

    def __init__(self, *, down: bool = False) -> None:
        super().__init__()
        self.now = NOON
        self.norms = governor_norms()
        self._sent: list[tuple[datetime, Message]] = []
        self.ledger, registry = AlarmLedger(MemoryRecords()), Registry(MemoryRecords())
        people = tuple(Supervisor(f"S{number}", phone) for number, phone in enumerate(PHONES))
        registry.put_site(Site(TENANT, SITE, "The pit", people), expected=None)
        self.groups = Groups(_Down() if down else MemoryRecords())
        stores = paging_stores()
        govern = GovernLoad(self.groups, self.norms, self.clock)
        paging = a_paging(self.ledger, registry, [self], stores, self.clock, govern=govern)
        self._move = MoveAlarm(
            ledger=self.ledger, summon=paging.summon, philosophy=philosophy(), clock=self.clock
        )
        claim = after(USUAL.claim_s) - NOON
        send = SendPage(pages=stores.pages, notifiers={self.medium: self}, claim=claim, clock=self.clock)
        self._tell = TellGroups(registry, self.ledger, self.groups, send, self.norms, self.clock)

    def clock(self) -> datetime:
        """Tell the time."""
        return self.now

    def send(self, message: Message) -> Receipt:
        """Take an SMS."""
        self._sent.append((self.now, message))
        return super().send(message)

    def run(self, signals: Sequence[tuple[float, ConditionActive]], *, until_s: float) -> None:
        """Let signals come at their seconds after noon, and the notices be sent each minute."""
        due = [(at, signal) for at, signal in signals]
        for minute in range(int(until_s) // 60 + 1):
            for at, signal in due:
                if 60 * minute <= at < 60 * (minute + 1):
                    self.now = max(self.now, after(at))
                    self._move(signal)
            self.now = max(self.now, after(60 * (minute + 1)))
            if minute and self.now > NOON:
                self._tell()

    def sent_to(self, phone: str) -> list[tuple[datetime, str]]:
        """Give when what was sent to a phone."""
        return [(at, message.text) for at, message in self._sent if message.address == phone]

    def told_groups(self, phone: str) -> list[Group]:
        """Give the groups that a person was told of."""
        found = [
            each for slot in due_slots(self.now, self.norms) for each in self.groups.of_slot(TENANT, slot)
        ]
        return [
            each.document for each in found if each.document.told_at and each.document.callee.key == phone
        ]

    def listed(self, phone: str) -> list[Grouped]:
        """Give every alarm that was listed in a group notice for a person."""
        return [item for group in self.told_groups(phone) for item in self.groups.items(group)]
