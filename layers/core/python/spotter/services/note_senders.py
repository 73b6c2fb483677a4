"""Note in the registry what the first words of a device change: it is active, or its rotation is over."""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import suppress

from spotter.contracts.names import DeviceName, Tenant
from spotter.domain.lifecycle import spoken
from spotter.errors import Conflict
from spotter.stores.registry import Registry

TRIES = 4
"""How often a device is noted that others write at the same time; then its next reading notes it."""


def note_senders(registry: Registry, heard: Iterable[tuple[tuple[Tenant, DeviceName], str | None]]) -> None:
    """Move the devices that spoke, each with the certificate that it used.

    Somebody who writes the same device in the same moment wins, and it is noted on what they wrote: a device
    that speaks once must count as active, or nobody would watch for its silence.

    Raises:
        Unavailable: the registry does not answer.
    """
    for (tenant, name), principal in heard:
        for _ in range(TRIES):
            seen = registry.device(tenant, name)
            now = spoken(seen.document, principal)
            if now is seen.document:
                break
            with suppress(Conflict):
                registry.put_device(now, expected=seen.version)
                break
