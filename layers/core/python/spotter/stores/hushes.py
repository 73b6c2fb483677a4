"""Hushes: the devices whose silence was signalled, where a sweep stopped, and the norms of silence."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import msgspec

from spotter.contracts.names import DeviceName, Tenant
from spotter.contracts.silence import Hush, SilenceNorms, Stop
from spotter.ports.records import Key, Records
from spotter.stores.documents import Documents, Stored

_STOP = Key("silence-sweep", "stop")


class Hushes:
    """One record a device that was ever silent, under the partition `<tenant>#hushes`."""

    def __init__(self, records: Records) -> None:
        self._hushes = Documents(records, Hush)
        self._stops = Documents(records, Stop)

    def of_tenant(self, tenant: Tenant) -> dict[DeviceName, Stored[Hush]]:
        """Give what is remembered of a tenant's devices."""
        return {each.document.device: each for each in self._hushes.query(_partition(tenant))}

    def put(self, hush: Hush, *, expected: int | None) -> Stored[Hush]:
        """Write what is remembered of a device, or raise Conflict."""
        return self._hushes.put(Key(_partition(hush.tenant), hush.device), hush, expected=expected)

    def stop(self) -> Stored[Stop] | None:
        """Read where a sweep stopped; None when none ever did."""
        return self._stops.get(_STOP)

    def put_stop(self, stop: Stop, *, expected: int | None) -> None:
        """Write where a sweep stopped, or raise Conflict."""
        self._stops.put(_STOP, stop, expected=expected)


@cache
def silence_norms() -> SilenceNorms:
    """Read when a channel is silent; once a process."""
    content = (Path(__file__).parent / "watch" / "silence.json").read_bytes()
    return msgspec.json.decode(content, type=SilenceNorms)


def _partition(tenant: Tenant) -> str:
    return f"{tenant}#hushes"
