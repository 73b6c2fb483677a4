"""Tell groups: one notice for everything that was grouped for a person, once its slot of time is over."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator, Sequence
from typing import NamedTuple

import msgspec

from spotter.contracts.governor import GovernorNorms, Group, Grouped, Load
from spotter.contracts.names import SiteName
from spotter.contracts.pages import Call, Page, PageState
from spotter.contracts.people import Medium
from spotter.domain.governor import due_slots, group_text
from spotter.errors import Conflict, Unavailable
from spotter.ports.clock import Clock
from spotter.ports.notifier import Message
from spotter.services.send_page import SendPage, Sent
from spotter.services.summon_people import note_grouped
from spotter.stores.alarms import AlarmLedger
from spotter.stores.documents import Stored
from spotter.stores.groups import Groups
from spotter.stores.registry import Registry

GROUPS = SiteName("groups")
"""Group notices may be about several sites; their pages are kept under this name."""


class Told(NamedTuple):
    """How many notices were sent, about how many alarms; `failed` ones are tried again."""

    notices: int = 0
    alarms: int = 0
    failed: int = 0


class TellGroups(NamedTuple):
    """The use case with what it works on."""

    registry: Registry
    ledger: AlarmLedger
    groups: Groups
    send: SendPage
    norms: GovernorNorms
    clock: Clock

    def __call__(self) -> Told:
        """Send every notice that is due. Doing it again sends nothing twice.

        Raises:
            Unavailable: a store does not answer; the schedule calls again.
        """
        due = [(stored, list(self.groups.items(stored.document))) for stored in self._due()]
        sent = [(stored, items, self._send(stored.document, items)) for stored, items in due]
        told = Told(failed=sum(address is None for _, _, address in sent))
        for stored, items, address in sorted(sent, key=lambda each: len(each[1])):
            if address is not None:
                self._note(stored, items, address)
                told = told._replace(notices=told.notices + 1, alarms=told.alarms + len(items))
        return told

    def _due(self) -> Iterator[Stored[Group]]:
        slots = due_slots(self.clock(), self.norms)
        for tenant in self.registry.tenants():
            for slot in slots:
                yield from (
                    each for each in self.groups.of_slot(tenant, slot) if each.document.told_at is None
                )

    def _send(self, group: Group, items: Sequence[Grouped]) -> str | None:
        """Send a notice by the first way that works, and give the address; None where no way works."""
        for medium, address in group.callee.addresses:
            page = self._page(group, medium, address)
            message = Message(address, f"{len(items)} alarms grouped", group_text(group, items, medium))
            if self._sent(page, message) is Sent.HANDED_OVER:
                return address
        return None

    def _note(self, stored: Stored[Group], items: Sequence[Grouped], address: str) -> None:
        """Note a notice that was sent in the ledger of each alarm, and then that it was told.

        All notices leave before the first is noted, so that a very long one keeps nobody else's waiting.
        """
        self._counted(stored.document)
        for item in items:
            note_grouped(self.ledger, self.clock, item, address, len(items))
        told = msgspec.structs.replace(stored.document, told_at=self.clock())
        with contextlib.suppress(Conflict):  # another run has told it too, by the same claim
            self.groups.put(told, expected=stored.version)

    def _sent(self, page: Page, message: Message) -> Sent:
        try:
            return self.send(page, lambda: message)
        except Unavailable:
            return Sent.FAILED

    def _counted(self, group: Group) -> None:
        """Count the notice in the person's load; that this fails keeps nothing from them."""
        stored = self.groups.load(group.tenant, group.callee.key)
        load = stored.document if stored else Load()
        after = Load(load.let_through | {f"group/{group.slot}": self.clock().timestamp()})
        with contextlib.suppress(Conflict):
            self.groups.put_load(
                group.tenant, group.callee.key, after, expected=stored.version if stored else None
            )

    def _page(self, group: Group, medium: Medium, address: str) -> Page:
        now = self.clock()
        return Page(
            tenant=group.tenant,
            site=GROUPS,
            alarm="group",
            call=Call(group.slot),
            person=group.callee.key,
            medium=medium,
            address=address,
            language=group.callee.language,
            state=PageState.CLAIMED,
            at=now,
            claimed_until=now,
        )
