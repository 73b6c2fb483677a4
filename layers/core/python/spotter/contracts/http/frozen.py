"""Frozen data that something over HTTP is made of."""

from __future__ import annotations

from pydantic import Field

from spotter.contracts.http.models import Body, Slug


class FrozenDataBody(Body):
    """A version of a dataset to learn from."""

    name: Slug
    version: str = Field(pattern="^[0-9a-f]{16}$")
