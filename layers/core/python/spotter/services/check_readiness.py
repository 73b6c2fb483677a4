"""Check whether lives may depend on a site's pages, and set the site's mode accordingly."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import datetime, timedelta
from typing import NamedTuple

from spotter.contracts.names import SiteName, Tenant
from spotter.contracts.people import Contact, Medium, Rota, SiteMode, Standing
from spotter.contracts.readiness import Readiness, ReadinessCheck, ReadinessNorms, Topic
from spotter.contracts.sites import Site
from spotter.errors import Invalid, Unavailable
from spotter.ports.carrier import Carrier
from spotter.services.check_certificates import CheckCertificates
from spotter.services.keep_people import gaps_of
from spotter.stores.people import People
from spotter.stores.registry import Registry


class CheckReadiness(NamedTuple):
    """The use case with what it works on."""

    people: People
    registry: Registry
    carrier: Carrier
    norms: ReadinessNorms
    certificates: CheckCertificates

    def __call__(self, tenant: Tenant, site: SiteName, *, now: datetime) -> Readiness:
        """Check everything that can keep a page from a phone.

        Raises:
            NotFound: there is no such site.
        """
        described = self.registry.site(tenant, site).document
        stored = self.people.find_rota(tenant, site)
        rota = stored.document if stored else None
        contacts = self._contacts(rota)
        phones = _phones(described, contacts)
        checks = (
            _people(described, rota, contacts),
            _rota(described, rota, now),
            _tests(described, contacts, now - timedelta(days=self.norms.tested_within_days)),
            _asked(Topic.SANDBOX, self._sandbox),
            _asked(Topic.SPEND, lambda: self._spend(len(phones))),
            _asked(Topic.OPT_OUTS, lambda: self._opt_outs(phones)),
            _asked(Topic.CERTIFICATES, lambda: self.certificates(tenant, site, now=now)),
        )
        standing = self.people.find_standing(tenant, site)
        mode = standing.document.mode if standing else SiteMode.TRIAL
        return Readiness(site, mode, checks)

    def set_mode(self, tenant: Tenant, site: SiteName, mode: SiteMode, *, by: str, now: datetime) -> Standing:
        """Set the mode of a site; production only when every check passes.

        Raises:
            NotFound: there is no such site.
            Invalid: production was asked for and a check fails; the sentence says what to do.
        """
        failing = [check for check in self(tenant, site, now=now).checks if not check.passed]
        if mode is SiteMode.PRODUCTION and failing:
            sentence = "; ".join(f"{check.found}: {check.remedy}" for check in failing)
            raise Invalid(sentence, field="mode", failing=[check.topic for check in failing])
        stored = self.people.find_standing(tenant, site)
        standing = Standing(tenant, site, mode, now, by)
        return self.people.put_standing(standing, expected=stored.version if stored else None).document

    def _contacts(self, rota: Rota | None) -> tuple[Contact, ...]:
        if rota is None:
            return ()
        tiers = [*(each.tiers for each in rota.shifts), *(each.tiers for each in rota.overrides)]
        named = sorted({name for each in tiers for tier in each for name in tier})
        return tuple(self.people.contacts_named(rota.tenant, named).values())

    def _sandbox(self) -> ReadinessCheck:
        if self.carrier.is_sandboxed():
            remedy = "ask AWS Support to move the account out of the SMS sandbox in this region"
            found = "the account is in the SMS sandbox and reaches phones verified by hand only"
            return ReadinessCheck(Topic.SANDBOX, passed=False, found=found, remedy=remedy)
        return ReadinessCheck(Topic.SANDBOX, passed=True, found="the account is out of the SMS sandbox")

    def _spend(self, phones: int) -> ReadinessCheck:
        limit = self.carrier.monthly_limit_usd()
        expected = phones * self.norms.pages_a_month * self.norms.usd_a_page
        found = f"the account falls silent at {limit:.2f} USD a month; {expected:.2f} are expected"
        remedy = "" if limit >= expected else "ask AWS Support for a higher SMS spend limit, and set it"
        return ReadinessCheck(Topic.SPEND, passed=limit >= expected, found=found, remedy=remedy)

    def _opt_outs(self, phones: Sequence[str]) -> ReadinessCheck:
        out = [f"…{phone[-4:]}" for phone in phones if self.carrier.opted_out(phone)]
        if not out:
            return ReadinessCheck(Topic.OPT_OUTS, passed=True, found="no phone has opted out")
        found = f"opted out: the phones ending {', '.join(out)}"
        remedy = "have their owners opt in again, or name other phones"
        return ReadinessCheck(Topic.OPT_OUTS, passed=False, found=found, remedy=remedy)


def _asked(topic: Topic, check: Callable[[], ReadinessCheck]) -> ReadinessCheck:
    """Make a check of somebody else's answer; no answer is no pass."""
    try:
        return check()
    except Unavailable as err:
        remedy = "try again, and look at the rights of the console function"
        return ReadinessCheck(topic, passed=False, found=f"not known: {err.sentence}", remedy=remedy)


def _people(site: Site, rota: Rota | None, contacts: Sequence[Contact]) -> ReadinessCheck:
    if rota is None and not site.supervisors:
        remedy = "name supervisors, or contacts and a rota"
        return ReadinessCheck(
            Topic.PEOPLE, passed=False, found="nobody is paged for this site", remedy=remedy
        )
    alone = [contact.name for contact in contacts if sum(1 for m in Medium if contact.address(m)) < 2]  # noqa: PLR2004 - one other way
    others = [person.name for person in site.supervisors] if rota is None else []
    if found := [*alone, *others]:
        words = f"reached in one way only: {', '.join(found)}"
        remedy = "give contacts a second way, so that one takes over when the other fails"
        return ReadinessCheck(Topic.PEOPLE, passed=False, found=words, remedy=remedy)
    return ReadinessCheck(
        Topic.PEOPLE, passed=True, found=f"{len(contacts)} people, each by two ways or more"
    )


def _rota(site: Site, rota: Rota | None, now: datetime) -> ReadinessCheck:
    if rota is None:
        found = f"no rota: all {len(site.supervisors)} supervisors are paged at once, day and night"
        return ReadinessCheck(
            Topic.ROTA, passed=False, found=found, remedy="set a rota with two tiers or more"
        )
    if missing := gaps_of(rota, now):
        remedy = "cover these hours with a shift of the site"
        return ReadinessCheck(Topic.ROTA, passed=False, found="; ".join(missing), remedy=remedy)
    return ReadinessCheck(Topic.ROTA, passed=True, found="somebody is on call in every hour of the week")


def _tests(site: Site, contacts: Sequence[Contact], since: datetime) -> ReadinessCheck:
    untested = [*_untested(contacts, since), *(person.name for person in site.supervisors if not contacts)]
    if untested:
        found = f"not tested, or long ago: {', '.join(untested)}"
        remedy = "send a test page with `spotter contact test` and have it answered"
        return ReadinessCheck(Topic.TESTS, passed=False, found=found, remedy=remedy)
    return ReadinessCheck(Topic.TESTS, passed=bool(contacts), found="every way to every contact was tested")


def _untested(contacts: Sequence[Contact], since: datetime) -> Iterator[str]:
    for contact in contacts:
        for medium in Medium:
            if contact.address(medium) and contact.tested.get(medium, since) <= since:
                yield f"{contact.name} by {medium}"


def _phones(site: Site, contacts: Sequence[Contact]) -> tuple[str, ...]:
    numbers = [contact.phone for contact in contacts if contact.phone]
    return tuple(dict.fromkeys(numbers or [person.phone for person in site.supervisors]))
