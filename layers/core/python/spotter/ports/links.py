"""Links: let somebody without rights of their own fetch one object for a while."""

from __future__ import annotations

from typing import Protocol


class Links(Protocol):
    """Makes links to objects."""

    def link(self, key: str, *, lasts_s: int) -> str:
        """Make a link that fetches an object and nothing else, for so many seconds; whoever has it may."""
        ...
