"""People who are called to an alarm: how they are reached, when they are on call, and for what."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

import msgspec

from spotter.contracts.alarms import AlarmClass
from spotter.contracts.names import PersonName, SiteName, Tenant, ZoneName


class Medium(StrEnum):
    """A way to reach somebody, in the order in which one takes over from another."""

    SMS = "sms"
    PUSH = "push"
    EMAIL = "email"


class Language(StrEnum):
    """The language of pages."""

    ENGLISH = "en"
    KOREAN = "ko"


class Contact(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Somebody who can be called: `phone` in E.164 form, `push` a platform endpoint of SNS, `email`.

    `preferences` says for a class of alarm by which media; for life safety these are added to the usual ones.
    `tested` says when a test page over a medium was answered last.
    """

    tenant: Tenant
    name: PersonName
    title: str
    phone: str | None = None
    push: str | None = None
    email: str | None = None
    language: Language = Language.ENGLISH
    preferences: dict[AlarmClass, tuple[Medium, ...]] = {}
    tested: dict[Medium, datetime] = {}

    def address(self, medium: Medium) -> str | None:
        """Give where this person is reached by a medium; None when not at all."""
        return {Medium.SMS: self.phone, Medium.PUSH: self.push, Medium.EMAIL: self.email}[medium]


class Weekday(StrEnum):
    """The day on which a shift begins, where the site is."""

    MONDAY = "mon"
    TUESDAY = "tue"
    WEDNESDAY = "wed"
    THURSDAY = "thu"
    FRIDAY = "fri"
    SATURDAY = "sat"
    SUNDAY = "sun"


Tiers = tuple[tuple[PersonName, ...], ...]
"""Who is called first, who when they do not answer, and so on."""


class Shift(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A part of the week and who is on call in it; `start` and `end` are `HH:MM` on the site's clocks.

    An end that is not after the start is on the next day. A shift of a zone goes before those of the site.
    """

    name: str
    days: tuple[Weekday, ...]
    start: str
    end: str
    tiers: Tiers
    zone: ZoneName | None = None


class Override(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Who is on call in a stretch of time instead of whoever the shifts name."""

    start: datetime
    end: datetime
    tiers: Tiers
    zone: ZoneName | None = None
    note: str = ""


class Rota(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Who is on call at a site, and when; `timezone` is an IANA name.

    `after_s` are the seconds after which each tier is called, from the first; empty takes the usual chain.
    """

    tenant: Tenant
    site: SiteName
    timezone: str
    shifts: tuple[Shift, ...]
    overrides: tuple[Override, ...] = ()
    after_s: tuple[int, ...] = ()


class SiteMode(StrEnum):
    """Whether lives depend on a site's pages: `production` is accepted when every check of the way passes."""

    TRIAL = "trial"
    PRODUCTION = "production"


class Standing(msgspec.Struct, frozen=True):
    """In which mode a site is, since when and by whom."""

    tenant: Tenant
    site: SiteName
    mode: SiteMode
    since: datetime
    by: str
