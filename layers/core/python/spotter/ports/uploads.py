"""Uploads: let somebody without rights of their own bring one object, in parts."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol


class Uploads(Protocol):
    """Transfers of objects in parts; the object is there when the transfer is completed, and not before."""

    def begin(self, key: str) -> str:
        """Begin a transfer to a key, and name it."""
        ...

    def link(self, key: str, transfer: str, part: int, *, lasts_s: int) -> str:
        """Make a link to which one part, counted from 1, can be PUT for so many seconds; whoever has it may.

        The answer to the PUT has a tag in its header ETag, by which the part is named at the end.
        """
        ...

    def complete(self, key: str, transfer: str, tags: Sequence[str]) -> None:
        """Make one object of the parts with these tags, in their order.

        Raises:
            Invalid: a part did not arrive, or is not the one that the tag names.
            NotFound: there is no such transfer, or it was completed already.
        """
        ...
