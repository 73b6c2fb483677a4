"""Define the data structure of a kind of device."""

from __future__ import annotations

import re
from collections.abc import Mapping

from spotter.contracts.names import ProfileName, Tenant
from spotter.contracts.profiles import Channel, ChannelType, Profile
from spotter.errors import Conflict, Invalid, NotFound
from spotter.stores.registry import Registry
from spotter.stores.rulebook import rule_pack

MOST_CHANNELS = 200
_NAME = re.compile(r"[A-Za-z][A-Za-z0-9_.-]{0,62}")
_NUMERIC = frozenset({ChannelType.NUMBER, ChannelType.INTEGER})


def define_profile(
    registry: Registry, tenant: Tenant, name: ProfileName, channels: Mapping[str, Channel]
) -> Profile:
    """Make the next version of a profile; what the latest version says already makes none.

    Raises:
        Invalid: a channel contradicts itself.
        Conflict: somebody else made the next version in the same moment.
    """
    _check(channels)
    try:
        latest = registry.profile(tenant, name)
    except NotFound:
        return _added(registry, Profile(tenant, name, 1, dict(channels)))
    if latest.channels == channels:
        return latest
    return _added(registry, Profile(tenant, name, latest.version + 1, dict(channels)))


def _added(registry: Registry, profile: Profile) -> Profile:
    try:
        registry.add_profile(profile)
    except Conflict as err:
        remedy = "somebody else made this version in the same moment: look at it and try again"
        raise Conflict(
            "profile", f"{profile.name} version {profile.version}", expected=None, remedy=remedy
        ) from err
    return profile


def _check(channels: Mapping[str, Channel]) -> None:
    if not 1 <= len(channels) <= MOST_CHANNELS:
        raise Invalid(f"a profile has 1 to {MOST_CHANNELS} channels", field="channels", given=len(channels))
    for name, channel in channels.items():
        if fault := _fault(name, channel):
            raise Invalid(f"channel {name[:80]}: {fault}", field=f"channels.{name[:80]}")


def _fault(name: str, channel: Channel) -> str | None:
    if _NAME.fullmatch(name) is None or "__" in name:
        return (
            "a name is 1 to 63 letters, digits, dots, hyphens or single underscores and begins with a letter"
        )
    if channel.type not in _NUMERIC and (channel.minimum is not None or channel.maximum is not None):
        return f"a {channel.type} has no minimum and no maximum"
    if channel.minimum is not None and channel.maximum is not None and channel.minimum >= channel.maximum:
        return "the minimum must be below the maximum"
    if channel.hazard is not None:
        return _unwatched(channel.hazard, channel)
    return None


def _unwatched(hazard: str, channel: Channel) -> str | None:
    """Say why no rule would watch a hazard: a channel that looks guarded and is not would be a trap."""
    if channel.type is ChannelType.STRING:
        return "a hazard is judged by rules, so it must be a number, an integer or a boolean"
    units = sorted({rule.unit for rule in rule_pack().thresholds if rule.hazard == hazard})
    if (channel.unit or "") in units:
        return None
    if not units:
        known = ", ".join(sorted({rule.hazard for rule in rule_pack().thresholds}))
        return f"no rule watches the hazard {hazard}; there are rules for {known}"
    wanted = " or ".join(unit or "no unit" for unit in units)
    return f"rules watch {hazard} in {wanted}, not in {channel.unit or 'no unit'}"
