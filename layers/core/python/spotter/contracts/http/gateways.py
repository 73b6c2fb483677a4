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
    """A device that the gateway speaks for, with its profile."""

    name: str
    profile: str
    profile_version: int


class ManifestAnswer(Answer):
    """What a gateway needs to judge readings without the cloud; profiles and rules as they are kept."""

    tenant: str
    site: str
    gateway: str
    devices: tuple[BehindAnswer, ...]
    profiles: tuple[dict[str, Any], ...]
    rules: dict[str, Any]
