"""Accounts and gaps of devices over HTTP."""

from __future__ import annotations

from pydantic import Field

from spotter.contracts.http.models import Answer


class AccountAnswer(Answer):
    """What a device published, in readings; published = accepted + quarantined + duplicates, always.

    `late` and `conflicts` are parts of these. `skew_s` is how far its clock is behind ours.
    """

    device: str
    published: int
    accepted: int
    quarantined: int
    duplicates: int
    late: int
    conflicts: int
    skew_s: float | None
    skewed: bool


class GapAnswer(Answer):
    """Missing readings of one boot, first and last number included."""

    boot: str
    first: int
    last: int


class GapsAnswer(Answer):
    """The missing readings of a device; `more` says that there are gaps beyond those listed."""

    device: str
    missing: int = Field(description="How many readings are missing in all.")
    gaps: tuple[GapAnswer, ...]
    more: bool
