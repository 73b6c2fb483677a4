"""Contacts, rotas and readiness over HTTP."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

from pydantic import Field

from spotter.contracts.alarms import AlarmClass
from spotter.contracts.http.models import Answer, Body, Moment, Slug
from spotter.contracts.http.registry import Phone, Text
from spotter.contracts.people import Language, Medium, SiteMode, Weekday
from spotter.contracts.readiness import Topic

Clock = Annotated[str, Field(pattern=r"^([01][0-9]|2[0-3]):[0-5][0-9]$", examples=["06:00"])]
Tier = Annotated[tuple[Slug, ...], Field(min_length=1, max_length=20)]
TierList = Annotated[tuple[Tier, ...], Field(min_length=1, max_length=4)]
Seconds = Annotated[int, Field(ge=0, le=3600)]


class ContactBody(Body):
    """Somebody who can be called, by at least one way."""

    title: Text = Field(examples=["Kim Min-jun"])
    phone: Phone | None = None
    push: Annotated[str, Field(max_length=300)] | None = Field(
        default=None, description="The ARN of the SNS platform endpoint of their app."
    )
    email: Annotated[str, Field(max_length=254)] | None = Field(default=None, examples=["kim@example.com"])
    language: Language = Language.ENGLISH
    preferences: dict[AlarmClass, Annotated[tuple[Medium, ...], Field(max_length=3)]] = Field(
        default={}, description="By class of alarm; for life safety these are added to SMS."
    )


class ContactAnswer(Answer):
    """Somebody who can be called, and when which way to them was tested last."""

    name: str
    title: str
    phone: str | None
    push: str | None
    email: str | None
    language: Language
    preferences: dict[AlarmClass, tuple[Medium, ...]]
    tested: dict[Medium, datetime]


class ContactsAnswer(Answer):
    """All contacts by name."""

    contacts: tuple[ContactAnswer, ...]


class TestPageBody(Body):
    """By which way the test page goes."""

    __test__ = False  # its name is no order to pytest

    medium: Medium = Medium.SMS


class TestPageAnswer(Answer):
    """The run that sends the test page; answering it marks the way as tested."""

    __test__ = False

    run: str


class ShiftBody(Body):
    """A part of the week and who is on call in it, on the site's clocks."""

    name: Text = Field(examples=["night"])
    days: Annotated[tuple[Weekday, ...], Field(min_length=1, max_length=7)]
    start: Clock
    end: Clock
    tiers: TierList = Field(examples=[[["kim"], ["lee", "park"]]])
    zone: Slug | None = None


class OverrideBody(Body):
    """Who is on call in a stretch of time instead."""

    start: Moment
    end: Moment
    tiers: TierList
    zone: Slug | None = None
    note: Annotated[str, Field(max_length=200)] = ""


class RotaBody(Body):
    """Who is on call at a site and when, and after how many seconds each tier is called."""

    timezone: Annotated[str, Field(max_length=60, examples=["Asia/Seoul"])]
    shifts: Annotated[tuple[ShiftBody, ...], Field(max_length=100)]
    overrides: Annotated[tuple[OverrideBody, ...], Field(max_length=100)] = ()
    after_s: Annotated[tuple[Seconds, ...], Field(max_length=4)] = Field(
        default=(), examples=[[0, 30, 60, 120]]
    )


class ShiftAnswer(Answer):
    """A part of the week and who is on call in it."""

    name: str
    days: tuple[Weekday, ...]
    start: str
    end: str
    tiers: tuple[tuple[str, ...], ...]
    zone: str | None


class OverrideAnswer(Answer):
    """Who is on call in a stretch of time instead."""

    start: datetime
    end: datetime
    tiers: tuple[tuple[str, ...], ...]
    zone: str | None
    note: str


class RotaAnswer(Answer):
    """Who is on call at a site and when; `gaps` are the hours of the coming week in which nobody is."""

    site: str
    timezone: str
    shifts: tuple[ShiftAnswer, ...]
    overrides: tuple[OverrideAnswer, ...]
    after_s: tuple[int, ...]
    gaps: tuple[str, ...]


class OnCallAnswer(Answer):
    """Who is on call at a moment, tier by tier; no tiers when all supervisors of the site would be paged."""

    site: str
    at: datetime
    tiers: tuple[tuple[str, ...], ...]


class CheckAnswer(Answer):
    """One check: what was found, and what has to be done before it passes."""

    topic: Topic
    passed: bool
    found: str
    remedy: str


class ReadinessAnswer(Answer):
    """Whether lives may depend on a site's pages."""

    site: str
    mode: SiteMode
    is_ready: bool
    checks: tuple[CheckAnswer, ...]


class ModeBody(Body):
    """The mode that a site is to be in."""

    mode: SiteMode


class ModeAnswer(Answer):
    """The mode of a site, since when, and who set it."""

    site: str
    mode: SiteMode
    since: datetime
    by: str
