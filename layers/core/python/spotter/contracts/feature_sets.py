"""Feature sets: named, versioned lists of features that training and live scoring share."""

from __future__ import annotations

from datetime import datetime

import msgspec

from spotter.contracts.learning import WindowSpec
from spotter.contracts.names import DeviceName, ProfileName, SiteName, Tenant


class FeatureSet(msgspec.Struct, frozen=True, omit_defaults=True):
    """What is computed of devices of a profile, who answers for it, and since when.

    A version never changes. `online` keeps the latest values of every device at hand. `meanings` say more of
    a feature, by its name, than it says itself.
    """

    tenant: Tenant
    name: str
    title: str
    profile: ProfileName
    window: WindowSpec
    owner: str
    made_at: datetime
    version: int = 0
    online: bool = False
    meanings: dict[str, str] = {}

    @property
    def id(self) -> str:
        """What names this version for ever."""
        return f"{self.name}@{self.version}"


class DescribedFeature(msgspec.Struct, frozen=True):
    """A feature in words, with its unit; the unit of what has none is 1."""

    name: str
    meaning: str
    unit: str


class OnlineValues(msgspec.Struct, frozen=True):
    """The latest features of a device: those of the reading that was measured last.

    `at` is when that was measured, `arrived` when it came, `computed` when the features were. A feature that
    its window could not tell is None.
    """

    tenant: Tenant
    features: str
    site: SiteName
    device: DeviceName
    reading: str
    at: datetime
    arrived: datetime
    computed: datetime
    values: dict[str, float | None]
