"""Whether lives may depend on a site's pages: checks with what is wrong and what to do about it."""

from __future__ import annotations

from enum import StrEnum

import msgspec

from spotter.contracts.names import SiteName
from spotter.contracts.people import SiteMode


class Topic(StrEnum):
    """What is checked."""

    PEOPLE = "people"
    ROTA = "rota"
    TESTS = "tests"
    SANDBOX = "sandbox"
    SPEND = "spend"
    OPT_OUTS = "opt-outs"
    CERTIFICATES = "certificates"


class ReadinessCheck(msgspec.Struct, frozen=True):
    """One check: whether it passed, what was found, and what has to be done before it does."""

    topic: Topic
    passed: bool
    found: str
    remedy: str = ""


class Readiness(msgspec.Struct, frozen=True):
    """All checks of a site, and the mode that it is in."""

    site: SiteName
    mode: SiteMode
    checks: tuple[ReadinessCheck, ...]

    @property
    def is_ready(self) -> bool:
        """Whether production is accepted."""
        return all(check.passed for check in self.checks)


class ReadinessNorms(msgspec.Struct, frozen=True):
    """What is expected of a site, with the source of each number.

    `pages_a_month` to one person, `usd_a_page` in US dollars, and how many days a test of a way holds.
    A certificate is to hold for `certificate_days` more.
    """

    edition: str
    sources: dict[str, str]
    pages_a_month: int
    usd_a_page: float
    tested_within_days: int
    certificate_days: int
