"""Escalation: the chain, and the steps that the state machine carries from one to the next."""

from __future__ import annotations

from typing import Literal

import msgspec

from spotter.contracts.names import PersonName, SiteName, Tenant
from spotter.contracts.people import Medium


class Chain(msgspec.Struct, frozen=True):
    """When each tier is called, in seconds from the first page on, and how long claims and links hold.

    `claim_s` is how long a claim on a page holds; it is longer than the function that sends may run.
    `place_s` is how long the zone in which somebody was seen last says who is called to them.
    """

    name: str
    edition: str
    source: str
    after_s: tuple[int, ...]
    claim_s: int
    link_hours: int
    place_s: int


class Climb(msgspec.Struct, frozen=True, tag="climb", tag_field="kind"):
    """Call a tier unless somebody has acted; `again` is the step after the last, when it alarms anew.

    `summons` counts how often people have been called anew to this occurrence: a step of an earlier calling
    has been overtaken. `wakes` is set where a run begins by waiting for the end of a silence: when that is,
    in seconds of Unix time, so that another end makes another run.
    """

    tenant: Tenant
    site: SiteName
    alarm: str
    occurrence: int
    summons: int
    tier: int
    again: bool = False
    wakes: int = 0


class Tell(msgspec.Struct, frozen=True, tag="tell", tag_field="kind"):
    """Tell everyone who was paged that somebody acts, or that it is over."""

    tenant: Tenant
    site: SiteName
    alarm: str
    occurrence: int
    what: Literal["acknowledged", "resolved"]


class TestPage(msgspec.Struct, frozen=True, tag="test", tag_field="kind"):
    """Send somebody a test page over one medium; `asked` is when, in seconds of Unix time."""

    __test__ = False  # its name is no order to pytest

    tenant: Tenant
    person: PersonName
    medium: Medium
    asked: int


Step = Climb | Tell | TestPage


class Ladder(msgspec.Struct, frozen=True):
    """Where the state machine stands: whether to go on, after how many seconds, with which step.

    `said` is what the last step did, for whoever looks at the run.
    """

    go_on: bool
    wait_s: int
    step: Step
    said: str = ""
