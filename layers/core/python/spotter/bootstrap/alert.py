"""Puts functions/alert together: one set of parts, three use cases.

The cloud's SDK is imported where it is needed, so that importing the handlers stays cheap.
"""

from __future__ import annotations

import os
from datetime import timedelta
from functools import cache
from typing import NamedTuple

from spotter.adapters.clock import system_clock
from spotter.ports.workflows import Workflow
from spotter.services.answer_page import AnswerPage
from spotter.services.call_people import CallPeople
from spotter.services.escalate import Escalate
from spotter.services.find_on_call import FindOnCall
from spotter.services.govern_load import GovernLoad
from spotter.services.hold_keys import HoldKeys
from spotter.services.make_links import MakeLinks
from spotter.services.move_alarm import MoveAlarm
from spotter.services.send_page import SendPage
from spotter.services.summon_people import SummonPeople
from spotter.services.tell_groups import TellGroups
from spotter.services.tell_people import TellPeople
from spotter.settings import AlertSettings
from spotter.stores.alarms import AlarmLedger
from spotter.stores.chains import chain
from spotter.stores.groups import Groups, governor_norms
from spotter.stores.links import Links
from spotter.stores.pages import Pages
from spotter.stores.people import People
from spotter.stores.philosophy import philosophy
from spotter.stores.registry import Registry
from spotter.stores.whereabouts import LastZones


class _Parts(NamedTuple):
    """What the use cases share."""

    ledger: AlarmLedger
    people: People
    ways: MakeLinks
    pages: Pages
    on_call: FindOnCall
    send: SendPage
    call: CallPeople
    runs: Workflow
    registry: Registry
    groups: Groups


@cache
def compose() -> MoveAlarm:
    """Connect the use case of signals; once a process, when the first one needs it."""
    parts = _parts()
    return MoveAlarm(ledger=parts.ledger, summon=_summon(parts), philosophy=philosophy(), clock=system_clock)


@cache
def compose_escalation() -> Escalate:
    """Connect the use case of the escalation machine's steps."""
    parts = _parts()
    tell = TellPeople(
        ledger=parts.ledger,
        pages=parts.pages,
        people=parts.people,
        send=parts.send,
        ways=parts.ways,
        clock=system_clock,
    )
    return Escalate(
        ledger=parts.ledger,
        on_call=parts.on_call,
        call=parts.call,
        summon=_summon(parts),
        tell=tell,
        clock=system_clock,
    )


@cache
def compose_replies() -> AnswerPage:
    """Connect the use case of replies by SMS."""
    parts = _parts()
    return AnswerPage(
        ledger=parts.ledger,
        links=parts.ways.links,
        people=parts.people,
        runs=parts.runs,
        keys=parts.ways.keys,
        clock=system_clock,
    )


@cache
def compose_groups() -> TellGroups:
    """Connect the use case of group notices."""
    parts = _parts()
    return TellGroups(parts.registry, parts.ledger, parts.groups, parts.send, governor_norms(), system_clock)


def _summon(parts: _Parts) -> SummonPeople:
    return SummonPeople(
        ledger=parts.ledger, on_call=parts.on_call, call=parts.call, runs=parts.runs, clock=system_clock
    )


@cache
def _parts() -> _Parts:
    from spotter.adapters.aws.clients import client
    from spotter.adapters.aws.link_keys import SecretLinkKeys
    from spotter.adapters.aws.records import DynamoRecords
    from spotter.adapters.aws.workflow import SfnWorkflow

    settings = AlertSettings.read(os.environ)
    registry = DynamoRecords(client("dynamodb"), settings.registry_table)
    alarms = DynamoRecords(client("dynamodb"), settings.alarms_table)
    trails = DynamoRecords(client("dynamodb"), settings.trails_table)
    usual = chain()
    people, pages, groups = People(registry), Pages(alarms), Groups(alarms)
    ways = MakeLinks(
        Links(alarms),
        HoldKeys(SecretLinkKeys(client("secretsmanager"), settings.link_secret_arn), system_clock),
        settings.link_base,
        timedelta(hours=usual.link_hours),
        system_clock,
    )
    send = _send(pages, settings.email_sender, timedelta(seconds=usual.claim_s))
    govern = GovernLoad(groups, governor_norms(), system_clock)
    return _Parts(
        ledger=AlarmLedger(alarms),
        people=people,
        ways=ways,
        pages=pages,
        on_call=FindOnCall(people=people, registry=Registry(registry), last=LastZones(trails), chain=usual),
        send=send,
        call=CallPeople(send=send, ways=ways, govern=govern, clock=system_clock),
        runs=SfnWorkflow(client("stepfunctions"), settings.escalation_machine_arn),
        registry=Registry(registry),
        groups=groups,
    )


def _send(pages: Pages, email_sender: str, claim: timedelta) -> SendPage:
    from spotter.adapters.aws.clients import client
    from spotter.adapters.aws.notifiers import SesEmail, SnsPush, SnsSms

    sns = client("sns")
    notifiers = (SnsSms(sns), SnsPush(sns), SesEmail(client("sesv2"), email_sender))
    ways = {each.medium: each for each in notifiers}
    return SendPage(pages=pages, notifiers=ways, claim=claim, clock=system_clock)
