"""functions/console with what labels, trainings and models are about."""

from __future__ import annotations

from typing import Any

import msgspec

from builders.learning import a_card
from builders.training import a_training_request
from builders.web import NOW, ConsolePlatform, a_console_platform
from spotter.contracts.devices import Device, DeviceState
from spotter.contracts.learning import Candidate, Champion, Check, DatasetVersion, Part, Verdict
from spotter.contracts.names import DeviceName, ModelName, ProfileName, SiteName, Tenant, thing_name
from spotter.contracts.profiles import Channel, ChannelType, Profile
from spotter.contracts.sites import Site

ACME, PIT, GAS = Tenant("acme"), SiteName("north-pit"), ProfileName("gas-helmet")
MODEL = ModelName("release")
LABEL = "/v1/sites/north-pit/labels/release"
TRAININGS = "/v1/models/release/trainings"
FIRST = {"device": "helmet-7", "start": "2026-11-24T08:00:00Z", "end": "2026-11-24T08:01:00Z"}
A_TRAINING: dict[str, Any] = {
    "site": "north-pit",
    "profile": "gas-helmet",
    "window": {"channels": ["ch4"], "length_s": 60},
    "label": {"type": "marked", "label": "release"},
    "since": "2026-11-24T08:00:00Z",
    "until": "2026-11-24T10:00:00+01:00",
}


def a_device(name: str, site: str = "north-pit") -> Device:
    return Device(
        tenant=ACME,
        name=DeviceName(name),
        site=SiteName(site),
        profile=GAS,
        profile_version=1,
        state=DeviceState.ACTIVE,
        thing=thing_name(ACME, DeviceName(name)),
        principal="0" * 64,
        token_digest="",
        registered_at=NOW,
    )


def a_candidate(version: str) -> Candidate:
    return Candidate(ACME, MODEL, version, "d1", PIT, GAS, f"models/{version}", a_card(version))


def a_dataset(version: str) -> DatasetVersion:
    """Make the manifest of a training set, without its rows."""
    request = msgspec.structs.replace(a_training_request(), model=MODEL)
    part, names = Part("a key", "0" * 64, 2_000, "train"), request.window.feature_names
    return DatasetVersion(ACME, MODEL, version, request, names, (part,), 2_500, 125, (), (), NOW, NOW, NOW)


def a_verdict(version: str) -> Verdict:
    check = Check("recall", passed=True, measured=0.9, limit=0.8, sentence="recall is 0.9")
    return Verdict(ACME, MODEL, version, None, "promote", (check,), {"pr_auc": 0.9}, NOW)


def a_champion(version: str) -> Champion:
    return Champion(ACME, MODEL, version, PIT, GAS, NOW)


def a_console_with_devices() -> ConsolePlatform:
    """Make functions/console on memory with a site, a profile and two devices."""
    platform = a_console_platform()
    channels = {"ch4": Channel(ChannelType.NUMBER, "%"), "worn_by": Channel(ChannelType.STRING)}
    platform.registry.put_site(Site(ACME, PIT, "North pit"), expected=None)
    platform.registry.add_profile(Profile(ACME, GAS, 1, channels))
    platform.registry.put_device(a_device("helmet-7"), expected=None)
    platform.registry.put_device(a_device("helmet-9", site="south-pit"), expected=None)
    return platform
