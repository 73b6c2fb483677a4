"""Profiles over HTTP."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query
from pydantic import BeforeValidator

from spotter.contracts.http.registry import ProfileAnswer, ProfileBody, ProfilesAnswer
from spotter.contracts.profiles import Channel, Profile
from spotter.domain.short_forms import written_out
from spotter.entry.web.auth import AnOperator, Anybody
from spotter.entry.web.bodies import as_struct, codec_of
from spotter.entry.web.names import ProfilePath
from spotter.entry.web.parts import ForDevices
from spotter.services.define_profile import define_profile as make_version

router = APIRouter(prefix="/v1/profiles", tags=["profiles"])


@router.put("/{profile}", response_model=ProfileAnswer)
async def define_profile(
    profile: ProfilePath,
    body: Annotated[ProfileBody, BeforeValidator(written_out)],
    parts: ForDevices,
    who: AnOperator,
) -> Profile:
    """Make the next version of a profile; the same body as the latest version makes none.

    A channel may also be said by the name of its type alone, as in `{"DataType": "String", "co": "Decimal"}`.
    """
    channels = {name: as_struct(channel, Channel) for name, channel in body.channels.items()}
    return make_version(parts.registry, who.tenant, profile, channels, codec_of(body.codec))


@router.get("", response_model=ProfilesAnswer)
async def list_profiles(parts: ForDevices, who: Anybody) -> dict[str, list[Profile]]:
    """List the latest version of each profile."""
    latest = {profile.name: profile for profile in parts.registry.profiles(who.tenant)}
    return {"profiles": list(latest.values())}


@router.get("/{profile}", response_model=ProfileAnswer)
async def show_profile(
    profile: ProfilePath,
    parts: ForDevices,
    who: Anybody,
    version: Annotated[int | None, Query(ge=1, le=999_999)] = None,
) -> Profile:
    """Show one version of a profile, the latest when none is named."""
    return parts.registry.profile(who.tenant, profile, version)
