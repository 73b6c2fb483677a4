"""From what a caller sent to what the platform works with."""

from __future__ import annotations

from typing import Any, TypeVar

import msgspec
from pydantic import BaseModel

from spotter.contracts.layouts import Codec
from spotter.errors import Invalid


def codec_of(said: dict[str, Any]) -> Codec:
    """Read which codec a caller named, and its layout.

    Raises:
        Invalid: there is no such codec, or its layout is not complete; the sentence names the field.
    """
    try:
        return msgspec.convert(said, Codec)  # type: ignore[no-any-return]  # a union is no class
    except msgspec.ValidationError as err:
        raise Invalid(f"codec: {err}", field="codec") from err


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
