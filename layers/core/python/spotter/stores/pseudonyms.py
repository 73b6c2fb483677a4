"""Pseudonyms: by what workers go in datasets, so that a row names nobody to whom it is handed on.

A pseudonym is an HMAC of the worker's name under a key that only this tenant's records hold. The same worker
has the same pseudonym in every version; without the key nobody can try names out.
"""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Callable

import msgspec

from spotter.contracts.names import Tenant, WorkerName
from spotter.errors import Conflict
from spotter.ports.records import Key, Records
from spotter.stores.documents import Documents

KEY_BYTES = 32


class _Secret(msgspec.Struct, frozen=True):
    """The key of a tenant."""

    key: bytes


class Pseudonyms:
    """The keys of all tenants, each made when it is first needed."""

    def __init__(self, records: Records, randomness: Callable[[int], bytes]) -> None:
        self._keys = Documents(records, _Secret)
        self._randomness = randomness

    def of(self, tenant: Tenant) -> Callable[[WorkerName], str]:
        """Give what makes a worker's name a pseudonym."""
        key = self._key(tenant)
        return lambda worker: f"w-{hmac.digest(key, worker.encode(), hashlib.sha256).hex()[:16]}"

    def _key(self, tenant: Tenant) -> bytes:
        where = Key(f"{tenant}#pseudonyms", "key")
        stored = self._keys.get(where)
        if stored is None:
            try:
                stored = self._keys.put(where, _Secret(self._randomness(KEY_BYTES)), expected=None)
            except Conflict:
                return self._key(tenant)
        return stored.document.key
