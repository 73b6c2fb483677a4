"""People: what a contact must be, and by which media an alarm of a class reaches somebody."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from spotter.contracts.alarms import AlarmClass
from spotter.contracts.pages import Callee
from spotter.contracts.people import Contact, Language, Medium
from spotter.contracts.sites import Supervisor
from spotter.errors import Invalid

_E164 = re.compile(r"\+[1-9]\d{6,14}")
_EMAIL = re.compile(r"[^@\s\x00-\x1f]{1,64}@[A-Za-z0-9-]{1,63}(\.[A-Za-z0-9-]{1,63})+")
_ENDPOINT = re.compile(r"arn:[a-z-]+:sns:[a-z0-9-]+:\d{12}:endpoint/[A-Z_]+/[\w.-]+/[\w-]+")
USUAL = (Medium.SMS,)
"""Who says nothing is reached by SMS, which needs no app and no data connection."""


def checked_contact(contact: Contact) -> Contact:
    """Check that somebody can be reached, and give the contact back.

    Raises:
        Invalid: a field is not what it should be, there is no way at all, or preferences remove the last.
    """
    if contact.phone is not None and not _E164.fullmatch(contact.phone):
        raise Invalid(
            "phone is not a number in E.164 form, such as +821012345678",
            field="phone",
            ends=contact.phone[-4:],
        )
    if contact.email is not None and not _EMAIL.fullmatch(contact.email):
        raise Invalid("email is not an e-mail address", field="email")
    if contact.push is not None and not _ENDPOINT.fullmatch(contact.push):
        raise Invalid("push is not the ARN of an SNS platform endpoint", field="push")
    if not _ways(contact):
        raise Invalid("a contact needs a phone, a push endpoint or an e-mail address", field="phone")
    for alarm_class, media in contact.preferences.items():
        field = f"preferences.{alarm_class}"
        if not media:
            raise Invalid(f"{field} would remove the last way to reach {contact.name}", field=field)
        missing = [medium for medium in media if contact.address(medium) is None]
        if missing:
            raise Invalid(f"{field} names {missing[0]}, for which there is no address", field=field)
    return contact


def callee_of(contact: Contact, alarm_class: AlarmClass) -> Callee:
    """Give somebody as they are called to an alarm of a class.

    For life safety, preferences add to the usual media; for other classes they replace them. Somebody whom
    none of these reaches is called by the first way there is: nobody is without one.
    """
    ways = _ways(contact)
    preferred = contact.preferences.get(alarm_class, ())
    added = alarm_class is AlarmClass.LIFE_SAFETY
    wanted = {*USUAL, *preferred} if added else set(preferred or USUAL)
    reached = tuple(medium for medium, _ in ways if medium in wanted)
    together = reached or tuple(medium for medium, _ in ways[:1])
    return Callee(contact.name, contact.title, contact.language, ways, together)


def callee_from(supervisor: Supervisor) -> Callee:
    """Give somebody from the site's list of supervisors: a phone, in English."""
    way = ((Medium.SMS, supervisor.phone),)
    return Callee(supervisor.phone, supervisor.name, Language.ENGLISH, way, USUAL)


def still_to_reach(callees: Iterable[Callee], paged: Sequence[str]) -> tuple[Callee, ...]:
    """Leave out those of whom an address has been paged, and who is there twice."""
    reached = set(paged)
    once = {each.key: each for each in callees}.values()
    return tuple(each for each in once if not reached & {address for _, address in each.addresses})


def _ways(contact: Contact) -> tuple[tuple[Medium, str], ...]:
    return tuple((medium, address) for medium in Medium if (address := contact.address(medium)))
