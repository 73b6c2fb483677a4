"""From what a caller sent to what the platform works with."""

from __future__ import annotations

from typing import TypeVar

import msgspec
from pydantic import BaseModel

from spotter.errors import Invalid

T = TypeVar("T", bound=msgspec.Struct)


def as_struct(body: BaseModel, kind: type[T], **named: str) -> T:
    """Make a struct of a checked body and of what the path and the token name.

    Raises:
        Invalid: the struct is stricter than the body's model.
    """
    try:
        return msgspec.convert({**body.model_dump(mode="json"), **named}, kind)
    except msgspec.ValidationError as err:
        raise Invalid(str(err)) from err
