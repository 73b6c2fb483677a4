"""Tell people that somebody acts, that an alarm is over, or that the way to them is being tested."""

from __future__ import annotations

from datetime import UTC

import msgspec

from spotter.contracts.alarms import Alarm
from spotter.contracts.escalation import Tell, TestPage
from spotter.contracts.pages import Call, Page, PageState
from spotter.contracts.people import Contact
from spotter.domain.pages.texts import Setting, notice_text, trial_text
from spotter.errors import NotFound, Unavailable
from spotter.ports.clock import Clock
from spotter.ports.notifier import Message
from spotter.services.make_links import TESTS, MakeLinks
from spotter.services.send_page import SendPage, Sent
from spotter.stores.alarms import AlarmLedger
from spotter.stores.lexicon import hazard_words
from spotter.stores.pages import Pages
from spotter.stores.people import People


class TellPeople:
    """The use case with what it works on."""

    def __init__(
        self,
        *,
        ledger: AlarmLedger,
        pages: Pages,
        people: People,
        send: SendPage,
        ways: MakeLinks,
        clock: Clock,
    ) -> None:
        self._ledger = ledger
        self._pages = pages
        self._people = people
        self._send = send
        self._ways = ways
        self._clock = clock

    def __call__(self, step: Tell) -> int:
        """Tell everyone whom a page of this occurrence reached, once each; give how many.

        Raises:
            Unavailable: a store does not answer or somebody could not be told; calling again is right.
        """
        alarm = self._ledger.find(step.tenant, step.site, step.alarm)
        if alarm is None or alarm.occurrence != step.occurrence:
            return 0
        paged = self._pages.of_occurrence(step.tenant, step.site, step.alarm, step.occurrence)
        reached = {
            (page.person, page.medium): page
            for page in paged
            if page.told is None and page.state is PageState.HANDED_OVER
        }
        sent = [self._notice(alarm, page, step.what) for page in reached.values()]
        if Sent.FAILED in sent or Sent.BUSY in sent:
            raise Unavailable("not everybody could be told", alarm=alarm.id)
        return sent.count(Sent.HANDED_OVER)

    def test(self, step: TestPage) -> int:
        """Send somebody a test page over one medium; answering it marks the medium as tested.

        Raises:
            Unavailable: it could not be handed over for now.
        """
        try:
            contact = self._people.contact(step.tenant, step.person).document
        except NotFound:
            return 0
        page = self._test_page(contact, step)
        sent = self._send(page, lambda: self._test_message(page))
        if sent in {Sent.FAILED, Sent.BUSY}:
            raise Unavailable("the test page could not be handed over", person=step.person)
        return int(sent is Sent.HANDED_OVER)

    def _notice(self, alarm: Alarm, page: Page, what: str) -> Sent:
        now = self._clock()
        notice = msgspec.structs.replace(
            page,
            call=Call(alarm.occurrence),
            told=what,
            state=PageState.CLAIMED,
            attempt=1,
            receipt=None,
            at=now,
            claimed_until=now,
        )
        setting = Setting(page.language, UTC, hazard_words(page.language))
        return self._send(
            notice, lambda: Message(page.address, alarm.title[:100], notice_text(alarm, setting))
        )

    def _test_page(self, contact: Contact, step: TestPage) -> Page:
        now = self._clock()
        return Page(
            tenant=step.tenant,
            site=TESTS,
            alarm="test",
            call=Call(step.asked),
            person=step.person,
            medium=step.medium,
            address=contact.address(step.medium) or "",
            language=contact.language,
            state=PageState.CLAIMED,
            at=now,
            claimed_until=now,
        )

    def _test_message(self, page: Page) -> Message:
        ways = self._ways(page)
        text = trial_text(page.language, ways.code)
        return Message(page.address, "Spotter", text if ways.code else f"{text}\n{ways.answer}")
