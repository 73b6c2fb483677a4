"""What every body and every answer over HTTP has in common, and the answer when something is wrong."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Annotated, Any

from pydantic import AfterValidator, AwareDatetime, BaseModel, ConfigDict, Field

from spotter.contracts.names import SLUG_PATTERN

Slug = Annotated[str, Field(pattern=SLUG_PATTERN, examples=["longwall-1"])]
"""A name: 1 to 63 lower-case letters, digits or hyphens."""


def _in_utc(moment: datetime) -> datetime:
    try:
        return moment.astimezone(UTC)
    except OverflowError as err:
        sentence = "there is no such time in UTC"
        raise ValueError(sentence) from err


Moment = Annotated[AwareDatetime, AfterValidator(_in_utc), Field(examples=["2026-11-24T09:00:00Z"])]
"""A time with its zone; inside it is UTC."""


class Body(BaseModel):
    """What a caller sends: fields that are not known are refused, so that a typing error is not ignored."""

    model_config = ConfigDict(extra="forbid", frozen=True, allow_inf_nan=False)


class Answer(BaseModel):
    """What a caller gets; made from the struct of the same fields."""

    model_config = ConfigDict(frozen=True, from_attributes=True)


class Fault(Answer):
    """One thing that is wrong with what was sent, and where."""

    field: str = Field(examples=["body.channels.ch4.type"])
    reason: str = Field(examples=["Input should be 'number', 'integer', 'boolean' or 'string'"])


class Problem(Answer):
    """Why a call did not succeed, as RFC 9457 has it (application/problem+json)."""

    type: str = Field(examples=["urn:spotter:problem:not_found"])
    title: str = Field(examples=["Not found"])
    status: int = Field(examples=[404])
    detail: str = Field(examples=["there is no site named north-pit"])
    code: str = Field(description="Stable; for programs.", examples=["not_found"])
    request: str | None = Field(default=None, description="Names this call in the logs.")
    facts: dict[str, Any] = Field(default={}, examples=[{"kind": "site", "name": "north-pit"}])
    faults: tuple[Fault, ...] = ()
