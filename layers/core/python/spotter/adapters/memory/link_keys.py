"""Link keys in memory: what rotation means."""

from __future__ import annotations

from typing import TYPE_CHECKING

from spotter.domain.links import LinkKey
from spotter.ports.link_keys import LinkKeys


class MemoryLinkKeys:
    """The key that signs and the one before."""

    def __init__(self, key: LinkKey) -> None:
        self._keys: tuple[LinkKey, ...] = (key,)

    def read(self) -> tuple[LinkKey, ...]:
        """Give the key that signs, and behind it the one before."""
        return self._keys

    def rotate(self, key: LinkKey) -> None:
        """Sign with another key from now on."""
        self._keys = (key, self._keys[0])


if TYPE_CHECKING:
    _port: type[LinkKeys] = MemoryLinkKeys
