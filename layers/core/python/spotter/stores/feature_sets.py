"""Feature sets by name and version, and the latest values of devices."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from spotter.contracts.feature_sets import FeatureSet, OnlineValues
from spotter.contracts.names import DeviceName, ProfileName, Tenant
from spotter.errors import Conflict, NotFound
from spotter.ports.records import Key, Records, Write
from spotter.stores.documents import Documents, encoded


class FeatureSets:
    """Every version of every feature set, and which is the latest."""

    def __init__(self, records: Records) -> None:
        self._records = records
        self._sets = Documents(records, FeatureSet)

    def find(self, tenant: Tenant, name: str, version: int | None = None) -> FeatureSet | None:
        """Read a version, the latest when none is named; None when there is none."""
        key = _latest(tenant, name) if version is None else _version(tenant, name, version)
        stored = self._sets.get(key)
        return None if stored is None else stored.document

    def get(self, tenant: Tenant, name: str, version: int | None = None) -> FeatureSet:
        """Read a version, or raise NotFound."""
        found = self.find(tenant, name, version)
        if found is None:
            raise NotFound("feature set", name if version is None else f"{name}@{version}")
        return found

    def all_of(self, tenant: Tenant) -> Iterator[FeatureSet]:
        """Give the latest version of each, by name."""
        return (stored.document for stored in self._sets.query(f"{tenant}#feature-sets"))

    def versions(self, tenant: Tenant, name: str) -> Iterator[FeatureSet]:
        """Give every version of one, the first one first."""
        return (stored.document for stored in self._sets.query(f"{tenant}#feature-set#{name}"))

    def online(self, tenant: Tenant, profile: ProfileName) -> list[FeatureSet]:
        """Give those whose latest values are kept for devices of a profile."""
        return [each for each in self.all_of(tenant) if each.online and each.profile == profile]

    def add(self, features: FeatureSet) -> None:
        """Add the version after the latest, or raise Conflict when somebody else was first."""
        latest = self._sets.get(_latest(features.tenant, features.name))
        versioned = _version(features.tenant, features.name, features.version)
        expected = latest.version if latest else None
        self._records.put_all(
            [
                Write(versioned, encoded(features), None),
                Write(_latest(features.tenant, features.name), encoded(features), expected),
            ]
        )


class LatestValues:
    """The latest features of each device, by feature set; what was measured later prevails."""

    def __init__(self, records: Records) -> None:
        self._values = Documents(records, OnlineValues)

    def get(self, tenant: Tenant, features: str, device: DeviceName) -> OnlineValues | None:
        """Read what is kept of a device; None when nothing was computed yet."""
        stored = self._values.get(_device(tenant, features, device))
        return None if stored is None else stored.document

    def all_of(self, tenant: Tenant, features: str) -> Iterator[OnlineValues]:
        """Give what is kept of every device."""
        return (stored.document for stored in self._values.query(f"{tenant}#features#{features}"))

    def put(self, values: OnlineValues) -> bool:
        """Keep values unless what is kept was measured later; say whether they were kept.

        Of one reading the values that were computed last prevail: they know what came late.
        """
        key = _device(values.tenant, values.features, values.device)
        while True:
            stored = self._values.get(key)
            if stored is not None and _order(stored.document) > _order(values):
                return False
            try:
                self._values.put(key, values, expected=stored.version if stored else None)
            except Conflict:
                continue
            return True


def _order(values: OnlineValues) -> tuple[datetime, str, datetime]:
    return values.at, values.reading, values.computed


def _latest(tenant: Tenant, name: str) -> Key:
    return Key(f"{tenant}#feature-sets", name)


def _version(tenant: Tenant, name: str, version: int) -> Key:
    return Key(f"{tenant}#feature-set#{name}", f"{version:06d}")


def _device(tenant: Tenant, features: str, device: DeviceName) -> Key:
    return Key(f"{tenant}#features#{features}", device)
