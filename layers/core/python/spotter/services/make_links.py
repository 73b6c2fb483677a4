"""Make the ways in which a page is answered: a signed link, and for phones a code to reply with."""

from __future__ import annotations

from datetime import timedelta
from typing import NamedTuple

from spotter.contracts.names import SiteName
from spotter.contracts.pages import Link, Page
from spotter.contracts.people import Medium
from spotter.domain.pages.texts import Ways
from spotter.ports.clock import Clock
from spotter.services.hold_keys import HoldKeys
from spotter.stores.links import Links

TESTS = SiteName("contacts")
"""Test pages belong to no site; they are kept under this name, and a link of one answers for no alarm."""


class MakeLinks(NamedTuple):
    """The use case with what it works on; `base` is where links begin."""

    links: Links
    keys: HoldKeys
    base: str
    lifetime: timedelta
    clock: Clock

    def __call__(self, page: Page, *, where: str | None = None) -> Ways:
        """Make a link, and a code where the page goes to a phone, known before the page is sent.

        Raises:
            Unavailable: they could not be written.
        """
        now, key = self.clock(), self.keys.signing()
        is_test = page.site == TESTS
        link = Link(
            tenant=page.tenant,
            site=None if is_test else page.site,
            alarm=None if is_test else page.alarm,
            occurrence=page.call.occurrence,
            person=page.person,
            medium=page.medium,
            expires_at=(now + self.lifetime).replace(microsecond=0),
        )
        answer = f"{self.base.rstrip('/')}/a/{self.links.issue(key, link)}"
        if page.medium is not Medium.SMS:
            return Ways("", answer, where)
        return Ways(self.links.issue_code(key, link, page.address, now=now), answer, where)
