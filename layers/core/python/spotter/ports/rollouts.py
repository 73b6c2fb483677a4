"""Rollouts: bring an update to a thing that may be offline for days."""

from __future__ import annotations

from typing import NamedTuple, Protocol

from spotter.contracts.names import ThingName


class Rollout(NamedTuple):
    """How an update stands: QUEUED, IN_PROGRESS, SUCCEEDED, FAILED or another word of IoT Jobs; and why."""

    status: str
    reason: str


class Rollouts(Protocol):
    """Orders for things, kept until each thing has done its own."""

    def order(self, thing: ThingName, *, job: str, document: str) -> None:
        """Order an update (a JSON document) under a name; ordering the same again changes nothing.

        Raises:
            NotFound: there is no such thing.
            Conflict: the name is taken by another order.
        """
        ...

    def state(self, thing: ThingName, *, job: str) -> Rollout:
        """Tell how a thing's order stands.

        Raises:
            NotFound: nothing of that name was ordered for that thing.
        """
        ...
