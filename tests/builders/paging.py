"""People, carriers and the use cases that bring them together, on memory."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import timedelta
from typing import Any, NamedTuple

import msgspec

from spotter.adapters.memory.carrier import MemoryCarrier
from spotter.adapters.memory.certificates import MemoryCertificates
from spotter.adapters.memory.link_keys import MemoryLinkKeys
from spotter.adapters.memory.records import MemoryRecords
from spotter.adapters.memory.workflow import MemoryWorkflow
from spotter.contracts.escalation import Ladder
from spotter.contracts.names import PersonName, SiteName, Tenant
from spotter.contracts.people import Contact, Language, Medium, Rota, Shift, Weekday
from spotter.domain.links import LinkKey
from spotter.ports.clock import Clock
from spotter.ports.notifier import Notifier
from spotter.ports.records import Records
from spotter.ports.workflows import Workflow
from spotter.services.answer_page import AnswerPage
from spotter.services.call_people import CallPeople
from spotter.services.check_certificates import CheckCertificates
from spotter.services.check_readiness import CheckReadiness
from spotter.services.escalate import Escalate
from spotter.services.find_on_call import FindOnCall
from spotter.services.govern_load import GovernLoad
from spotter.services.hold_keys import HoldKeys
from spotter.services.make_links import MakeLinks
from spotter.services.send_page import SendPage
from spotter.services.summon_people import SummonPeople
from spotter.services.tell_people import TellPeople
from spotter.stores.alarms import AlarmLedger
from spotter.stores.chains import chain
from spotter.stores.fleet_access import FleetAccess
from spotter.stores.groups import Groups, governor_norms
from spotter.stores.links import Links
from spotter.stores.pages import Pages
from spotter.stores.people import People
from spotter.stores.readiness import readiness_norms
from spotter.stores.registry import Registry
from spotter.stores.whereabouts import LastZones

KEY = LinkKey(b"a secret that only tests know")
BASE = "https://sp.example"
USUAL = chain()
EVERY_DAY = tuple(Weekday)


class PagingStores(NamedTuple):
    """What paging remembers, and the runs of the escalation machine that were started."""

    people: People
    pages: Pages
    links: Links
    runs: MemoryWorkflow
    last: LastZones
    keys: MemoryLinkKeys

    def held(self, clock: Clock) -> HoldKeys:
        """Give a process's hold on the keys."""
        return HoldKeys(self.keys, clock)

    def rungs(self) -> list[Ladder]:
        """Give where each started run begins, in the order of their starts."""
        return [msgspec.json.decode(payload, type=Ladder) for payload in self.runs.payloads.values()]


class Paging(NamedTuple):
    """The use cases of paging over the same stores."""

    summon: SummonPeople
    escalate: Escalate
    tell: TellPeople


def paging_stores(records: Records | None = None) -> PagingStores:
    """Make stores that remember nothing yet."""
    kept = records or MemoryRecords()
    keys = MemoryLinkKeys(KEY)
    return PagingStores(People(kept), Pages(kept), Links(kept), MemoryWorkflow(), LastZones(kept), keys)


def a_paging(
    ledger: AlarmLedger,
    registry: Registry,
    notifiers: Iterable[Notifier],
    stores: PagingStores,
    clock: Clock,
    *,
    runs: Workflow | None = None,
    govern: GovernLoad | None = None,
) -> Paging:
    """Put the use cases together as functions/alert does."""
    ways: Mapping[Medium, Notifier] = {each.medium: each for each in notifiers}
    send = SendPage(pages=stores.pages, notifiers=ways, claim=timedelta(seconds=USUAL.claim_s), clock=clock)
    links = MakeLinks(stores.links, stores.held(clock), BASE, timedelta(hours=USUAL.link_hours), clock)
    load = govern or GovernLoad(Groups(MemoryRecords()), governor_norms(), clock)
    call = CallPeople(send=send, ways=links, govern=load, clock=clock)
    on_call = FindOnCall(people=stores.people, registry=registry, last=stores.last, chain=USUAL)
    summon = SummonPeople(ledger=ledger, on_call=on_call, call=call, runs=runs or stores.runs, clock=clock)
    tell = TellPeople(
        ledger=ledger, pages=stores.pages, people=stores.people, send=send, ways=links, clock=clock
    )
    escalate = Escalate(ledger=ledger, on_call=on_call, call=call, summon=summon, tell=tell, clock=clock)
    return Paging(summon, escalate, tell)


def an_answer(ledger: AlarmLedger, stores: PagingStores, clock: Clock) -> AnswerPage:
    """Put the use case of answers together."""
    return AnswerPage(
        ledger=ledger,
        links=stores.links,
        people=stores.people,
        runs=stores.runs,
        keys=stores.held(clock),
        clock=clock,
    )


def a_readiness(
    registry: Registry,
    people: People,
    carrier: MemoryCarrier | None = None,
    certificates: MemoryCertificates | None = None,
) -> CheckReadiness:
    """Put the use case of readiness together; the carrier is ready for anything unless told otherwise."""
    ready = carrier or MemoryCarrier(limit_usd=1_000_000)
    norms, access = readiness_norms(), FleetAccess(MemoryRecords())
    check = CheckCertificates(registry, access, certificates or MemoryCertificates(), norms)
    return CheckReadiness(people, registry, ready, norms, check)


def a_contact(name: str, phone: str | None = None, **more: Any) -> Contact:  # noqa: ANN401 - any field
    """Somebody who can be called."""
    language = more.pop("language", Language.ENGLISH)
    return Contact(Tenant("acme"), PersonName(name), name.title(), phone, language=language, **more)


def a_rota(*tiers: Iterable[str], site: str = "pit", timezone: str = "UTC", **more: Any) -> Rota:  # noqa: ANN401 - any field
    """A rota by which the same people are on call in every hour of the week."""
    named = tuple(tuple(PersonName(name) for name in tier) for tier in tiers)
    shift = Shift("always", EVERY_DAY, "00:00", "00:00", named)
    return Rota(Tenant("acme"), SiteName(site), timezone, (shift,), **more)
