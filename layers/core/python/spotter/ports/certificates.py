"""Certificates: when they end. Without a valid one a device falls silent."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Protocol


class Certificates(Protocol):
    """The certificates that devices connect with, and the authorities that sign for them."""

    def ends(self, principals: Sequence[str]) -> Mapping[str, datetime]:
        """Say when each certificate ends; one that is not known, or of which it is not said, is left out.

        Raises:
            Unavailable: the service does not answer.
        """
        ...

    def authorities(self) -> Mapping[str, datetime]:
        """Say when each certificate authority of the account's own ends, by its id; there may be none.

        Raises:
            Unavailable: the service does not answer.
        """
        ...
