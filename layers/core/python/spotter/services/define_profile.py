"""Define the data structure of a kind of device."""

from __future__ import annotations

import re
from collections.abc import Mapping

from spotter.contracts.layouts import Binary, Codec, Json
from spotter.contracts.names import ProfileName, Tenant
from spotter.contracts.profiles import Channel, ChannelType, Profile
from spotter.domain.codecs.as_binary import width
from spotter.domain.fixes import PLACES
from spotter.errors import Conflict, Invalid, NotFound
from spotter.services.resolve_units import resolve_units
from spotter.stores.registry import Registry
from spotter.stores.rulebook import watched_agents

MOST_CHANNELS = 200
_NAME = re.compile(r"[A-Za-z][A-Za-z0-9_.-]{0,62}")
_NUMERIC = frozenset({ChannelType.NUMBER, ChannelType.INTEGER})


def define_profile(
    registry: Registry,
    tenant: Tenant,
    name: ProfileName,
    channels: Mapping[str, Channel],
    codec: Codec | None = None,
) -> Profile:
    """Make the next version of a profile; what the latest version says already makes none.

    Raises:
        Invalid: a channel contradicts itself.
        Conflict: somebody else made the next version in the same moment.
    """
    draft, is_new = draft_profile(registry, tenant, name, channels, codec)
    return add_version(registry, draft) if is_new else draft


def draft_profile(
    registry: Registry,
    tenant: Tenant,
    name: ProfileName,
    channels: Mapping[str, Channel],
    codec: Codec | None = None,
) -> tuple[Profile, bool]:
    """Check what would be the next version of a profile; False with the latest where it says the same.

    Raises:
        Invalid: a channel contradicts itself.
    """
    _check(channels)
    spoken = codec or Json()
    _check_layout(spoken, channels)
    try:
        latest: Profile | None = registry.profile(tenant, name)
    except NotFound:
        latest = None
    if latest and latest.channels == channels and latest.codec == spoken:
        return latest, False
    version = latest.version + 1 if latest else 1
    conversions = resolve_units(channels)
    return Profile(tenant, name, version, dict(channels), spoken, conversions), True


def _check_layout(codec: Codec, channels: Mapping[str, Channel]) -> None:
    """Refuse a layout of packed records that names no channel or reaches beyond its bytes."""
    if not isinstance(codec, Binary):
        return
    own = {name: getattr(codec, name) for name in ("boot", "seq", "at")}
    fields = {**codec.fields, **{name: field for name, field in own.items() if field}}
    for name, field in fields.items():
        room = codec.header if field.header else codec.size
        fault = None
        if name in codec.fields and name not in channels:
            fault = "there is no such channel"
        elif field.offset + width(field) > room:
            fault = f"it reaches beyond the {room} bytes that there are"
        if fault:
            raise Invalid(f"codec field {name[:80]}: {fault}", field=f"codec.fields.{name[:80]}")


def add_version(registry: Registry, profile: Profile) -> Profile:
    """Keep a checked draft as the next version, or raise Conflict when somebody else made it first."""
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
    if hazard in PLACES:
        return None
    units = sorted(unit for known, unit in watched_agents() if known == hazard)
    if (channel.unit or "") in units:
        return None
    if not units:
        known = ", ".join(sorted({known for known, _ in watched_agents()}))
        return f"no rule watches the hazard {hazard}; there are rules for {known}"
    wanted = " or ".join(unit or "no unit" for unit in units)
    return f"rules watch {hazard} in {wanted}, not in {channel.unit or 'no unit'}"
