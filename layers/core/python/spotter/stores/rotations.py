"""Which devices have certificates that are, or will be, to be revoked: the agenda of the sweep.

The agenda is a few lists, each one record, so that an entry can be struck out again. Whoever begins a
rotation puts the device on the agenda before anything else, so that no certificate outlives what the registry
says of it.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Collection
from datetime import datetime

import msgspec

from spotter.contracts.names import DeviceName, Tenant
from spotter.errors import Conflict, Unavailable
from spotter.ports.records import Key, Records
from spotter.stores.documents import Documents

LISTS = 16
"""More lists, fewer writers of one; each holds some thousands of devices."""

TRIES = 16


class Begun(msgspec.Struct, frozen=True):
    """A device whose rotation was begun, and when that was said last."""

    tenant: Tenant
    device: DeviceName
    at: datetime


class _Agenda(msgspec.Struct, frozen=True):
    begun: tuple[Begun, ...] = ()


class Rotations:
    """The agenda, under the partition `rotations`: it is worked off for all tenants at once."""

    def __init__(self, records: Records) -> None:
        self._lists = Documents(records, _Agenda)

    def begin(self, tenant: Tenant, device: DeviceName, at: datetime) -> None:
        """Put a device on the agenda, or say anew that it is on it.

        Raises:
            Unavailable: others write the same list all the time.
        """
        number = int(hashlib.sha256(f"{tenant}#{device}".encode()).hexdigest(), 16) % LISTS
        others = _but(lambda each: (each.tenant, each.device) == (tenant, device))
        self._change(number, lambda seen: (*others(seen), Begun(tenant, device, at)))

    def waiting(self, number: int) -> tuple[Begun, ...]:
        """Give one list of the agenda, in the order in which the rotations began."""
        found = self._lists.get(_key(number))
        return () if found is None else found.document.begun

    def finish(self, number: int, done: Collection[Begun]) -> None:
        """Strike out of one list what is done; what was begun anew since then stays."""
        if done:
            self._change(number, _but(lambda each: each in done))

    def _change(self, number: int, change: Callable[[tuple[Begun, ...]], tuple[Begun, ...]]) -> None:
        for _ in range(TRIES):
            found = self._lists.get(_key(number))
            seen = () if found is None else found.document.begun
            try:
                self._lists.put(
                    _key(number), _Agenda(change(seen)), expected=found.version if found else None
                )
            except Conflict:
                continue
            return
        raise Unavailable("others keep writing the agenda of rotations", tries=TRIES)


def _but(is_out: Callable[[Begun], bool]) -> Callable[[tuple[Begun, ...]], tuple[Begun, ...]]:
    return lambda seen: tuple(each for each in seen if not is_out(each))


def _key(number: int) -> Key:
    return Key("rotations", f"{number:02d}")
