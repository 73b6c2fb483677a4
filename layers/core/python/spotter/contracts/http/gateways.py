"""Gateways over HTTP: for whom they speak, and what they need to know."""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import Field

from spotter.contracts.http.models import Answer, Body, Slug


class AppointmentBody(Body):
    """The devices that a gateway may speak for from now on, or with `speaks` false no longer."""

    devices: Annotated[tuple[Slug, ...], Field(min_length=1, max_length=100)]
    speaks: bool = True


class AppointmentAnswer(Answer):
    """All gateways of each device that was named."""

    gateways: dict[str, tuple[str, ...]] = Field(examples=[{"helmet-7": ["gate-1"]}])


class BehindAnswer(Answer):
    """A device that the gateway speaks for, with its profile and how far its sensors are believed."""

    name: str
    profile: str
    profile_version: int
    checks: dict[str, Any] = Field(default_factory=dict)
    suspect: bool = False
    zones: list[str] = Field(default_factory=list)


class ManifestAnswer(Answer):
    """What a gateway needs to judge readings without the cloud; profiles and rules as they are kept."""

    tenant: str
    site: str
    gateway: str
    devices: tuple[BehindAnswer, ...]
    profiles: tuple[dict[str, Any], ...]
    rules: dict[str, Any]


class UpdateAnswer(Answer):
    """An order that a gateway will be told of; `sha256` is what it expects to download."""

    job: str
    sha256: str
    size: int


class UpdateStateAnswer(Answer):
    """How an order stands: QUEUED, IN_PROGRESS, SUCCEEDED, FAILED or another word of IoT Jobs; and why."""

    job: str
    status: str = Field(examples=["SUCCEEDED"])
    reason: str
