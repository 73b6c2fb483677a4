"""Resolve units when a profile is defined: which others a device may say, and how each converts."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from spotter.contracts.profiles import Channel, ChannelType, Conversion
from spotter.stores.units import UnitPack, unit_pack


def resolve_units(channels: Mapping[str, Channel]) -> dict[str, dict[str, Conversion]]:
    """Give, for each channel of numbers whose unit is known, the other units and how they convert to it.

    Between mass and volume a concentration converts only where the channel says of which gas it is.
    """
    pack, found = unit_pack(), dict[str, dict[str, Conversion]]()
    registry: Any = None
    for name, channel in channels.items():
        group = _group(channel, pack)
        if not group:
            continue
        if registry is None:
            import pint

            registry = pint.UnitRegistry(non_int_type=Decimal, cache_folder=None)
            registry.define("ppb = 1e-9")
        found[name] = _conversions(registry, group, channel, pack)
    return found


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
