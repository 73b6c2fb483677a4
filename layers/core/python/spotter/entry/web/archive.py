"""The archive over HTTP."""

from __future__ import annotations

import base64
import binascii
from datetime import date, timedelta
from typing import Annotated

import msgspec
from fastapi import APIRouter, Path, Query

from spotter.contracts.archive import Bucket, Place, Selection, Value
from spotter.contracts.http.archive import (
    BucketAnswer,
    ExportAnswer,
    ProofAnswer,
    ReadingsAnswer,
    ReadingsQuery,
    ValueAnswer,
    VerificationAnswer,
)
from spotter.contracts.http.episodes import EpisodeAnswer, EpisodesAnswer
from spotter.contracts.names import DeviceName, WorkerName
from spotter.contracts.users import Role
from spotter.entry.operators import Operator
from spotter.entry.web.auth import AnEngineer, Anybody
from spotter.entry.web.names import SitePath
from spotter.entry.web.parts import ArchiveParts, ForArchive
from spotter.errors import Forbidden, Invalid
from spotter.services.settle_days import settled_on
from spotter.services.worn_by import worn_by
from spotter.stores.privacy import biometric_channels

UNASKED = timedelta(hours=1)
"""What is answered when nobody says since when."""

router = APIRouter(prefix="/v1/sites", tags=["archive"])


@router.get("/{site}/readings")
async def query_readings(
    site: SitePath, asked: Annotated[ReadingsQuery, Query()], parts: ForArchive, who: Anybody
) -> ReadingsAnswer:
    """Give what devices of a site measured, by device, channel and time; as a file when a format is named."""
    parts.registry.site(who.tenant, site)
    hidden = _hidden(parts, who, asked.channel)
    wanted = _selection(parts, who, asked, hidden)
    if asked.format is not None:
        made = parts.query.export(who.tenant, site, wanted, asked.format)
        kept = parts.exports.keep(who.tenant, site, made.content, form=asked.format, rows=made.rows)
        return ReadingsAnswer(export=ExportAnswer.model_validate(kept), hidden=hidden)
    page = parts.query(who.tenant, site, wanted)
    return ReadingsAnswer(
        values=tuple(ValueAnswer.model_validate(row) for row in page.rows if isinstance(row, Value)),
        buckets=tuple(BucketAnswer.model_validate(row) for row in page.rows if isinstance(row, Bucket)),
        next=None if page.next is None else _cursor(page.next),
        hidden=hidden,
    )


@router.get("/{site}/days/{day}/verification")
async def verify_day(
    site: SitePath,
    day: Annotated[date, Path(examples=["2026-11-24"])],
    parts: ForArchive,
    who: AnEngineer,
) -> VerificationAnswer:
    """Read the raw objects of a compacted day again, and prove that its Parquet holds the same."""
    found = parts.verify(who.tenant, site, day.isoformat())
    return VerificationAnswer(
        day=found.manifest.day,
        holds=found.holds,
        manifest=ProofAnswer.model_validate(found.manifest.proof),
        raw=ProofAnswer.model_validate(found.raw),
        packed=ProofAnswer.model_validate(found.packed),
        sources=len(found.manifest.sources),
        files=len(found.manifest.files),
        repeats=found.manifest.repeats,
        conflicts=found.manifest.conflicts,
    )


@router.get("/{site}/days/{day}/episodes")
async def list_episodes(
    site: SitePath,
    day: Annotated[date, Path(examples=["2026-11-24"])],
    parts: ForArchive,
    who: Anybody,
) -> EpisodesAnswer:
    """List what was dangerous on a day from when to when, settled from all its readings, late ones too."""
    settled, episodes = settled_on(parts.episodes, parts.registry, (who.tenant, site), day.isoformat())
    return EpisodesAnswer(
        day=day.isoformat(),
        settled=settled is not None,
        ledger=settled.key if settled else None,
        episodes=tuple(map(EpisodeAnswer.model_validate, episodes)),
    )


def _selection(
    parts: ArchiveParts, who: Operator, asked: ReadingsQuery, hidden: tuple[str, ...]
) -> Selection:
    until = asked.until or parts.clock()
    since = asked.since or until - UNASKED
    worn = asked.worker and worn_by(
        parts.assignments, who.tenant, WorkerName(asked.worker), since=since, until=until
    )
    return Selection(
        since=since,
        until=until,
        devices=tuple(map(DeviceName, asked.device)) or None,
        channels=tuple(asked.channel) or None,
        hidden=hidden,
        trusts=tuple(asked.trust) or None,
        stints=worn or (None if asked.worker is None else ()),
        every_s=asked.every,
        losers=asked.losers,
        limit=asked.limit,
        after=None if asked.cursor is None else _place(asked.cursor),
    )


def _hidden(parts: ArchiveParts, who: Operator, channels: list[str]) -> tuple[str, ...]:
    """Name the channels that are not for the one who asks, or refuse where one is asked for by name."""
    if Role.ENGINEER in who.roles:
        return ()
    biometric = biometric_channels(parts.registry.profiles(who.tenant))
    if asked := sorted(set(biometric).intersection(channels)):
        sentence = f"{', '.join(asked)} is measured on people's bodies; this needs the role {Role.ENGINEER}"
        raise Forbidden(sentence, needed=[Role.ENGINEER], channels=asked)
    return biometric


def _cursor(place: Place) -> str:
    return base64.urlsafe_b64encode(msgspec.json.encode(place)).decode().rstrip("=")


def _place(cursor: str) -> Place:
    try:
        content = base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4))
        return msgspec.json.decode(content, type=Place)
    except (binascii.Error, ValueError, msgspec.DecodeError) as err:
        raise Invalid("the cursor is none of ours; begin without one", field="cursor") from err
