"""Alert the neighbours of an alarm: tell each who can be reached what to do, and never to go into the gas.

A worker is reached by the contact of the same name. Told once is told: calling again sends nothing anew,
unless the advice has changed meanwhile, since air that was good may be bad now.
"""

from __future__ import annotations

from typing import NamedTuple

from spotter.contracts.alarms import Alarm, AlarmClass
from spotter.contracts.ledger import By, Comment
from spotter.contracts.names import PersonName, SiteName, Tenant
from spotter.contracts.nearby import Near
from spotter.contracts.pages import Call, Callee, Page, PageState
from spotter.domain.pages.neighbours import neighbour_text
from spotter.domain.people import callee_of
from spotter.errors import Invalid, Unavailable
from spotter.ports.notifier import Message
from spotter.services.act_on_alarm import act_on_alarm
from spotter.services.advise_neighbours import advise_neighbours
from spotter.services.count_heads import WhereParts
from spotter.services.decide_alarm import AlarmAt
from spotter.services.send_page import SendPage, Sent
from spotter.stores.alarms import AlarmLedger
from spotter.stores.people import People


class Alerted(NamedTuple):
    """A neighbour, and whether they were told."""

    near: Near
    told: bool


class AlertNeighbours(NamedTuple):
    """The use case with what it works on."""

    where: WhereParts
    ledger: AlarmLedger
    people: People
    send: SendPage

    def __call__(self, tenant: Tenant, site: SiteName, alarm: str, *, by: By) -> list[Alerted]:
        """Tell everybody near an open alarm what to do, the nearest first, and note it in its ledger.

        Raises:
            NotFound: there is no such alarm.
            Invalid: it is over, or nobody knows where its subject is.
        """
        asked = self.ledger.get(tenant, site, alarm)
        if not asked.is_open:
            raise Invalid("the alarm is over: nobody is called to it any more", field="alarm")
        near = advise_neighbours(self.where, self.ledger, tenant=tenant, site=site, alarm=alarm)
        known = self.people.contacts_named(tenant, [PersonName(each.worker) for each in near])
        callees = {name: callee_of(each, AlarmClass.LIFE_SAFETY) for name, each in known.items()}
        done = [Alerted(each, self._tell(asked, each, callees.get(PersonName(each.worker)))) for each in near]
        if done:
            at = AlarmAt(tenant, site, alarm)
            act_on_alarm(self.ledger, self.where.clock, at, Comment(_noted(done)), by=by)
        return done

    def _tell(self, alarm: Alarm, near: Near, callee: Callee | None) -> bool:
        """Tell somebody by the first way that works."""
        if callee is None:
            return False
        text = neighbour_text(alarm, near, callee.language)
        for medium, address in callee.addresses:
            now = self.where.clock()
            page = Page(
                tenant=alarm.tenant,
                site=alarm.site,
                alarm=alarm.id,
                call=Call(alarm.occurrence),
                person=callee.key,
                medium=medium,
                address=address,
                language=callee.language,
                state=PageState.CLAIMED,
                at=now,
                claimed_until=now,
                told=f"near-{near.advice}",
            )
            if self._sent(page, Message(address, alarm.title[:100], text)):
                return True
        return False

    def _sent(self, page: Page, message: Message) -> bool:
        try:
            return self.send(page, lambda: message) is Sent.HANDED_OVER
        except Unavailable:
            return False


def _noted(done: list[Alerted]) -> str:
    said = (f"{each.near.worker} ({each.near.distance_m:.0f} m): {_said(each)}" for each in done)
    return f"neighbours alerted: {'; '.join(said)}"[:500]


def _said(each: Alerted) -> str:
    return each.near.advice if each.told else f"{each.near.advice}, NOT told"
