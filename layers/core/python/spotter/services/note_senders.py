"""Note in the registry what the first words of a device change: it is active, or its rotation is over."""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import suppress

from spotter.contracts.names import DeviceName, Tenant
from spotter.domain.lifecycle import spoken
from spotter.errors import Conflict
from spotter.stores.registry import Registry


def note_senders(registry: Registry, heard: Iterable[tuple[tuple[Tenant, DeviceName], str | None]]) -> None:
    """Move the devices that spoke, each with the certificate that it used.

    Somebody who writes the same device in the same moment wins: the device's next reading notes it again.

    Raises:
        Unavailable: the registry does not answer.
    """
    for (tenant, name), principal in heard:
        seen = registry.device(tenant, name)
        now = spoken(seen.document, principal)
        if now is not seen.document:
            with suppress(Conflict):
                registry.put_device(now, expected=seen.version)
