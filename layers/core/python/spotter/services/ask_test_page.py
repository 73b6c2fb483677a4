"""Ask for a test page to somebody, which the escalation machine sends."""

from __future__ import annotations

from datetime import datetime

import msgspec

from spotter.contracts.escalation import Ladder, TestPage
from spotter.contracts.names import PersonName, Tenant
from spotter.contracts.people import Medium
from spotter.domain.escalation import run_name
from spotter.errors import Invalid
from spotter.ports.workflows import Workflow
from spotter.stores.people import People


def ask_test_page(
    people: People, runs: Workflow, *, tenant: Tenant, person: PersonName, medium: Medium, now: datetime
) -> str:
    """Have a test page sent, one a minute at most, and give the name of the run that sends it.

    Raises:
        NotFound: there is no such contact.
        Invalid: the contact has no address for the medium.
    """
    contact = people.contact(tenant, person).document
    if contact.address(medium) is None:
        raise Invalid(f"{person} has no address for {medium}", field="medium")
    step = TestPage(tenant, person, medium, int(now.timestamp()) // 60 * 60)
    name = run_name(step)
    runs.start(name=name, payload=msgspec.json.encode(Ladder(go_on=True, wait_s=0, step=step)).decode())
    return name
