"""The rules of a site over HTTP."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any

from pydantic import Field

from spotter.contracts.http.models import Answer, Body, Slug


class RulesBody(Body):
    """What is chosen for a site: packs by name, and rules of its own (`spotter rules schema`)."""

    packs: Annotated[tuple[Slug, ...], Field(max_length=20, examples=[["msha", "lone-worker"]])]
    rules: Annotated[tuple[dict[str, Any], ...], Field(max_length=500)] = ()


class RulesAnswer(Answer):
    """The choice in force, what its rules say in words, and what waits for a second person."""

    site: str
    version: int
    packs: tuple[str, ...]
    set_by: str
    set_at: datetime
    approved_by: str | None
    in_force: dict[str, str]
    own: tuple[dict[str, Any], ...]
    waits_for_approval: bool
    loosens: tuple[str, ...]
    proposed_by: str | None
