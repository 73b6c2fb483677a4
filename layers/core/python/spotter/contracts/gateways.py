"""Gateways: what one knows of the devices behind it, so that it can judge readings without the cloud."""

from __future__ import annotations

import msgspec

from spotter.contracts.devices import SensorChecks
from spotter.contracts.learning import ModelCard
from spotter.contracts.names import DeviceName, ModelName, ProfileName, SiteName, Subject, Tenant
from spotter.contracts.profiles import Profile
from spotter.contracts.rules import RulePack


class Behind(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A device that a gateway speaks for, and the version of the profile that its readings have.

    `checks` says per channel when its sensor was last calibrated and tested, `suspect` that an operator does
    not believe the device as a whole: what its values are graded by. `zones` are subjects: where it is
    installed. What is worn moves, and where it is the cloud alone knows.
    """

    name: DeviceName
    profile: ProfileName
    profile_version: int
    checks: dict[str, SensorChecks] = {}
    suspect: bool = False
    zones: tuple[Subject, ...] = ()


class Manifest(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A gateway's knowledge: where it stands, who is behind it (itself first), profiles and rules.

    It is a file on the gateway and what an update of its rules delivers; the same bytes judge the same.
    """

    tenant: Tenant
    site: SiteName
    gateway: DeviceName
    devices: tuple[Behind, ...]
    profiles: tuple[Profile, ...]
    rules: RulePack


class CarriedModel(msgspec.Struct, frozen=True):
    """A live model as a gateway carries it: whose readings it scores, its card, its text."""

    model: ModelName
    version: str
    profile: ProfileName
    card: ModelCard
    text: str


class CarriedModels(msgspec.Struct, frozen=True):
    """The live models for the devices behind a gateway."""

    tenant: Tenant
    site: SiteName
    models: tuple[CarriedModel, ...]


KINDS = ("manifest", "model")
"""What an update may be: what a gateway judges by, or the models that it scores with."""


class Update(msgspec.Struct, frozen=True):
    """What a job orders of a gateway: install what lies at `url`, if it is what `sha256` says."""

    kind: str
    sha256: str
    size: int
    url: str
    v: int = 1
