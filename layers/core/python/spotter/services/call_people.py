"""Call people to an alarm: each by their media, and by another way when these fail."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from spotter.contracts.alarms import Alarm
from spotter.contracts.pages import Call, Callee, Page, PageState
from spotter.contracts.people import Medium
from spotter.domain.pages.texts import Setting, Ways, page_text
from spotter.errors import Unavailable
from spotter.ports.clock import Clock
from spotter.ports.notifier import Message
from spotter.services.find_on_call import Duty
from spotter.services.govern_load import GovernLoad
from spotter.services.make_links import MakeLinks
from spotter.services.send_page import SendPage, Sent
from spotter.stores.lexicon import hazard_words


class Called(NamedTuple):
    """Whom a calling reached: the addresses, and of how many people no way worked, was busy, is refused.

    `grouped` people were called too often lately and hear of it in a group notice.
    """

    addresses: tuple[str, ...] = ()
    people: int = 0
    failed: int = 0
    busy: int = 0
    refused: int = 0
    grouped: int = 0


class CallPeople:
    """The use case with what it works on."""

    def __init__(self, *, send: SendPage, ways: MakeLinks, govern: GovernLoad, clock: Clock) -> None:
        self._send = send
        self._govern = govern
        self._ways = ways
        self._clock = clock

    def __call__(self, alarm: Alarm, callees: Iterable[Callee], call: Call, duty: Duty) -> Called:
        """Call everybody once for this calling. That one cannot be called keeps nobody else from it."""
        addresses: list[str] = []
        counts = dict.fromkeys(Sent, 0)
        for callee in callees:
            reached, outcome = self._one(alarm, callee, call, duty)
            addresses.extend(reached)
            counts[outcome] += 1
        return Called(
            tuple(addresses),
            counts[Sent.HANDED_OVER],
            counts[Sent.FAILED],
            counts[Sent.BUSY],
            counts[Sent.REFUSED],
            counts[Sent.GROUPED],
        )

    def _one(self, alarm: Alarm, callee: Callee, call: Call, duty: Duty) -> tuple[list[str], Sent]:
        try:
            if not self._govern(alarm, callee, call):
                return [], Sent.GROUPED
        except Unavailable:
            return [], Sent.BUSY
        tried = {medium: self._page(alarm, callee, medium, call, duty) for medium in callee.together}
        for medium, _ in callee.addresses:
            if {Sent.HANDED_OVER, Sent.BUSY} & set(tried.values()):
                break
            if medium not in tried:
                tried[medium] = self._page(alarm, callee, medium, call, duty)
        reached = [address for medium, address in callee.addresses if tried.get(medium) is Sent.HANDED_OVER]
        outcomes = set(tried.values())
        order = (Sent.BUSY, Sent.HANDED_OVER, Sent.FAILED, Sent.REFUSED)
        return reached, next((each for each in order if each in outcomes), Sent.REFUSED)

    def _page(self, alarm: Alarm, callee: Callee, medium: Medium, call: Call, duty: Duty) -> Sent:
        address = callee.address(medium) or ""
        now = self._clock()
        page = Page(
            tenant=alarm.tenant,
            site=alarm.site,
            alarm=alarm.id,
            call=call,
            person=callee.key,
            medium=medium,
            address=address,
            language=callee.language,
            state=PageState.CLAIMED,
            at=now,
            claimed_until=now,
        )
        try:
            return self._send(page, lambda: self._message(alarm, page, duty))
        except Unavailable:
            return Sent.FAILED

    def _message(self, alarm: Alarm, page: Page, duty: Duty) -> Message:
        setting = Setting(
            language=page.language,
            clocks=duty.clocks,
            words=hazard_words(page.language),
            again=alarm.realarms > 0,
        )
        ways = self._ways(page, where=map_link(duty.position))
        if page.medium is Medium.SMS:
            text = page_text(alarm, ways, setting)
        else:
            text = "\n".join(filter(None, (page_text(alarm, Ways(""), setting), ways.answer, ways.map)))
        return Message(page.address, alarm.title[:100], text)


def map_link(position: tuple[float, float] | None) -> str | None:
    """Name a place on a map that every phone can open."""
    return f"https://maps.google.com/?q={position[0]:.4f},{position[1]:.4f}" if position else None
