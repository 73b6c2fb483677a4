"""Profiles over HTTP."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query
from pydantic import BeforeValidator

from spotter.contracts.dry_runs import DryRun
from spotter.contracts.http.dry_runs import DryRunAnswer, MoveBody, MovedAnswer
from spotter.contracts.http.registry import ProfileAnswer, ProfileBody, ProfilesAnswer
from spotter.contracts.profiles import Channel, Profile
from spotter.domain.short_forms import written_out
from spotter.entry.web.auth import AnOperator, Anybody
from spotter.entry.web.bodies import as_struct, codec_of
from spotter.entry.web.names import ProfilePath
from spotter.entry.web.parts import ForDevices
from spotter.services.accept_profile import accept_profile
from spotter.services.define_profile import draft_profile
from spotter.services.list_devices import Wanted
from spotter.services.move_profile import Move, MovedPage
from spotter.services.move_profile import move_profile as move

Draft = Annotated[ProfileBody, BeforeValidator(written_out)]

router = APIRouter(prefix="/v1/profiles", tags=["profiles"])


@router.put("/{profile}", response_model=ProfileAnswer)
async def define_profile(
    profile: ProfilePath,
    body: Draft,
    parts: ForDevices,
    who: AnOperator,
    *,
    accept_loss: Annotated[bool, Query(description="Although readings would be lost.")] = False,
) -> Profile:
    """Make the next version of a profile; the same body as the latest version makes none.

    Before, the last 7 days are read by it, and if something would be lost it is refused with what.

    A channel may also be said by the name of its type alone, as in `{"DataType": "String", "co": "Decimal"}`.
    """
    codec = codec_of(body.codec)
    return accept_profile(
        parts.registry, parts.dry_run, who.tenant, profile, _channels(body), codec, accept_loss=accept_loss
    )


@router.post("/{profile}/dry-run", response_model=DryRunAnswer)
async def dry_run_profile(
    profile: ProfilePath,
    body: Draft,
    parts: ForDevices,
    who: AnOperator,
    *,
    page: Annotated[int, Query(ge=0, lt=100_000)] = 0,
    pages: Annotated[int | None, Query(ge=1, le=100_000)] = None,
) -> DryRun:
    """Say what this data structure would make of the readings of the last 7 days; nothing is changed.

    The answer is page 0 of `pages`, an even sample; ask for the others with the same `pages` and add them up.
    """
    codec = codec_of(body.codec)
    draft, _ = draft_profile(parts.registry, who.tenant, profile, _channels(body), codec)
    return parts.dry_run(who.tenant, draft, page=page, pages=pages)


@router.post("/{profile}/move", response_model=MovedAnswer)
async def move_devices(profile: ProfilePath, body: MoveBody, parts: ForDevices, who: AnOperator) -> MovedPage:
    """Move devices to another version of their profile, or undo that; old readings keep theirs.

    Up to 200 devices by name are moved in one call; `next` of the answer goes into `after`.
    """
    wanted = Wanted(site=body.site, tag=body.tag, group=body.group)
    return move(
        parts.registry,
        who.tenant,
        Move(profile, body.version, body.undo, body.dry_run, body.devices, wanted, body.after),
    )


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


def _channels(body: ProfileBody) -> dict[str, Channel]:
    return {name: as_struct(channel, Channel) for name, channel in body.channels.items()}
