"""Resolve units when a profile is defined: which others a device may say, and how each converts."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from functools import cache
from tokenize import TokenError
from typing import Any

from spotter.contracts.profiles import Channel, ChannelType, Conversion
from spotter.errors import Invalid
from spotter.stores.units import UnitPack, unit_pack


def resolve_units(channels: Mapping[str, Channel]) -> dict[str, dict[str, Conversion]]:
    """Give, for each channel of numbers whose unit is known, the other units and how they convert to it.

    Between mass and volume a concentration converts only where the channel says of which gas it is.

    Raises:
        Invalid: a channel has a unit that nobody knows.
    """
    pack, found = unit_pack(), dict[str, dict[str, Conversion]]()
    expect_known(channels)
    registry: Any = None
    for name, channel in channels.items():
        group = _group(channel, pack)
        if not group:
            continue
        registry = registry or _library()
        found[name] = _conversions(registry, group, channel, pack)
    return found


def expect_known(channels: Mapping[str, Channel]) -> None:
    """Refuse a unit that is neither in our pack nor in the unit library: most likely it is misspelt.

    Raises:
        Invalid: the sentence names the channel and the units of our pack.
    """
    spellings = {spelling for group in unit_pack().quantities.values() for spelling in group}
    for name, channel in channels.items():
        if channel.unit is not None and channel.unit not in spellings and not _is_understood(channel.unit):
            known = ", ".join(sorted(spellings))
            sentence = f"channel {name[:80]}: nobody knows the unit {channel.unit}; there are {known}"
            raise Invalid(sentence, field=f"channels.{name[:80]}.unit")


def _is_understood(unit: str) -> bool:
    import pint

    try:
        _library().Unit(unit)
    except (pint.errors.PintError, ValueError, TypeError, AttributeError, SyntaxError, TokenError):
        return False
    return True


@cache
def _library() -> Any:  # noqa: ANN401 - the library is imported only when it is needed
    import pint

    registry: Any = pint.UnitRegistry(non_int_type=Decimal, cache_folder=None)
    registry.define("ppb = 1e-9")
    return registry


def _group(channel: Channel, pack: UnitPack) -> Mapping[str, str]:
    """Give the units of the quantity that a channel measures."""
    if channel.type is not ChannelType.NUMBER or channel.unit is None:
        return {}
    return next((group for group in pack.quantities.values() if channel.unit in group), {})


def _conversions(
    registry: Any,  # noqa: ANN401 - the library is imported only when it is needed
    group: Mapping[str, str],
    channel: Channel,
    pack: UnitPack,
) -> dict[str, Conversion]:
    import pint

    contexts = _contexts(registry, channel, pack)
    found: dict[str, Conversion] = {}
    for spelling, unit in group.items():
        if spelling == channel.unit:
            continue
        try:
            none, many = (
                registry.Quantity(Decimal(number), unit).to(group[str(channel.unit)], *contexts).magnitude
                for number in (0, 1000)
            )
        except pint.DimensionalityError:
            continue
        found[spelling] = Conversion(float((many - none) / 1000), float(none))
    return found


def _contexts(registry: Any, channel: Channel, pack: UnitPack) -> list[Any]:  # noqa: ANN401 - as above
    """Say how mass and volume of the channel's gas belong together, where it names one."""
    mass = pack.grams_per_mol.get(channel.gas or channel.hazard or "")
    if mass is None:
        return []
    import pint

    volume = registry.Quantity(Decimal(str(pack.litres_per_mol)), "L/mol")
    density = registry.Quantity(Decimal(str(mass)), "g/mol") / volume
    context: Any = pint.Context()
    context.add_transformation("[mass]/[length]**3", "[]", lambda _, value, **_said: value / density)
    context.add_transformation("[]", "[mass]/[length]**3", lambda _, value, **_said: value * density)
    return [context]
