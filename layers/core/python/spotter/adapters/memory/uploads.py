"""Uploads in memory: parts that a test hands over become an object when the transfer is completed."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from typing import TYPE_CHECKING

from spotter.errors import Invalid, NotFound
from spotter.ports.objects import Objects
from spotter.ports.uploads import Uploads


class MemoryUploads:
    """Transfers in a dictionary; `receive` is what happens behind a link."""

    def __init__(self, objects: Objects) -> None:
        self._objects = objects
        self._begun: dict[str, tuple[str, dict[int, bytes]]] = {}

    def begin(self, key: str) -> str:
        """Begin a transfer to a key, and name it."""
        transfer = f"transfer-{len(self._begun) + 1}"
        self._begun[transfer] = (key, {})
        return transfer

    def link(self, key: str, transfer: str, part: int, *, lasts_s: int) -> str:
        """Name a part as a link would."""
        return f"memory:{key}?transfer={transfer}&part={part}&lasts={lasts_s}"

    def receive(self, link: str, content: bytes) -> str:
        """Take what is PUT to a link, and give its tag."""
        told = dict(each.split("=") for each in link.partition("?")[2].split("&"))
        self._begun[told["transfer"]][1][int(told["part"])] = content
        return _tag(content)

    def complete(self, key: str, transfer: str, tags: Sequence[str]) -> None:
        """Make one object of the parts, or raise Invalid or NotFound."""
        there, parts = self._begun.get(transfer, ("", {}))
        if there != key:
            raise NotFound("upload", transfer)
        for number, tag in enumerate(tags, start=1):
            if number not in parts or _tag(parts[number]) != tag:
                raise Invalid(f"part {number} did not arrive as its tag says; send it again", part=number)
        del self._begun[transfer]
        self._objects.put(key, b"".join(parts[number] for number in range(1, len(tags) + 1)))


def _tag(content: bytes) -> str:
    return f'"{hashlib.sha256(content).hexdigest()[:32]}"'


if TYPE_CHECKING:
    _port: type[Uploads] = MemoryUploads
