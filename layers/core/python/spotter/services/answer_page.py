"""Answer a page: by the signed link in it, or by replying with its code."""

from __future__ import annotations

from typing import NamedTuple

import msgspec

from spotter.contracts.alarms import Alarm, ReasonCode
from spotter.contracts.ledger import Acknowledge, By, Channel
from spotter.contracts.names import PersonName
from spotter.contracts.pages import Link
from spotter.domain.links import code_in, forged
from spotter.errors import Conflict, Invalid
from spotter.ports.clock import Clock
from spotter.ports.workflows import Workflow
from spotter.services.act_on_alarm import act_on_alarm
from spotter.services.announce import announce
from spotter.services.decide_alarm import AlarmAt
from spotter.services.hold_keys import HoldKeys
from spotter.stores.alarms import AlarmLedger
from spotter.stores.documents import Stored
from spotter.stores.links import Links
from spotter.stores.people import People


class Answered(NamedTuple):
    """What was answered: an alarm, or the test of a way to somebody where there is none."""

    link: Link
    alarm: Alarm | None


class AnswerPage:
    """The use case with what it works on."""

    def __init__(
        self,
        *,
        ledger: AlarmLedger,
        links: Links,
        people: People,
        runs: Workflow,
        keys: HoldKeys,
        clock: Clock,
    ) -> None:
        self._ledger = ledger
        self._links = links
        self._people = people
        self._runs = runs
        self._keys = keys
        self._clock = clock

    def look(self, token: str) -> Answered:
        """Give what a link would answer, and answer nothing: previews of messages open links too.

        Raises:
            Invalid: the link is forged, used, expired, or its alarm has been raised anew since.
        """
        link = self._opened(token).document
        return Answered(link, self._alarm(link))

    def by_link(self, token: str, reason: ReasonCode) -> Answered:
        """Acknowledge by a link, which is spent by it. The alarm comes first: no crash loses an answer.

        Raises:
            Invalid: the link is forged, used, expired, or its alarm has been raised anew since.
        """
        stored = self._opened(token)
        answered = self._answer(stored.document, reason, Channel.LINK)
        try:
            self._links.use(token, stored, now=self._clock())
        except Conflict as err:
            raise _spent() from err
        return answered

    def by_reply(self, phone: str, text: str) -> Answered:
        """Acknowledge by an SMS such as `A 7F3K` from the phone that was paged.

        Raises:
            Invalid: there is no code in it, or none that this phone was asked for and has not yet used.
        """
        code = code_in(text)
        stored = self._links.find_code(phone, code) if code else None
        if code is None or stored is None:
            raise Invalid("this is no reply to a page", field="text", reason="unknown")
        self._check(stored.document)
        answered = self._answer(stored.document, ReasonCode.UNKNOWN, Channel.SMS)
        try:
            self._links.use_code(phone, code, stored, now=self._clock())
        except Conflict as err:
            raise _spent() from err
        return answered

    def _opened(self, token: str) -> Stored[Link]:
        stored = self._links.find(token)
        if stored is None:
            raise forged()
        self._keys.check(stored.document, token)
        self._check(stored.document)
        return stored

    def _check(self, link: Link) -> None:
        if link.used_at is not None:
            raise _spent()
        if link.expires_at <= self._clock():
            raise Invalid("this link has expired", field="token", reason="expired")

    def _alarm(self, link: Link) -> Alarm | None:
        if link.alarm is None or link.site is None:
            return None
        alarm = self._ledger.get(link.tenant, link.site, link.alarm)
        if alarm.occurrence != link.occurrence:
            raise Invalid("the alarm was raised anew since this page", field="token", reason="replaced")
        return alarm

    def _answer(self, link: Link, reason: ReasonCode, how: Channel) -> Answered:
        alarm = self._alarm(link)
        if alarm is None or link.site is None or link.alarm is None:
            self._mark_tested(link)
            return Answered(link, None)
        after = act_on_alarm(
            self._ledger,
            self._clock,
            AlarmAt(link.tenant, link.site, link.alarm),
            Acknowledge(reason),
            by=By(_actor(link), how, link.person),
        )
        announce(self._runs, after, "acknowledged")
        return Answered(link, after)

    def _mark_tested(self, link: Link) -> None:
        stored = self._people.find_contact(link.tenant, PersonName(link.person))
        if stored is not None:
            tested = stored.document.tested | {link.medium: self._clock()}
            contact = msgspec.structs.replace(stored.document, tested=tested)
            self._people.put_contact(contact, expected=stored.version)


def _actor(link: Link) -> str:
    """Name who answers; of a phone that is no contact's, the ledger shows the last digits only."""
    return f"phone ending {link.person[-4:]}" if link.person.startswith("+") else link.person


def _spent() -> Invalid:
    return Invalid("this link has been used already", field="token", reason="used")
