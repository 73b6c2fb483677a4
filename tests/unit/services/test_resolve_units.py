from __future__ import annotations

import pytest

from spotter.adapters.memory.records import MemoryRecords
from spotter.contracts.layouts import Binary, Field
from spotter.contracts.names import ProfileName, Tenant
from spotter.contracts.profiles import Channel, ChannelType
from spotter.domain.fields import converted
from spotter.errors import Invalid
from spotter.services.define_profile import define_profile
from spotter.services.resolve_units import resolve_units
from spotter.stores.registry import Registry


def in_channel(value: float, said: str, channel: Channel) -> float:
    return converted(value, resolve_units({"c": channel})["c"][said])


@pytest.mark.parametrize(
    ("value", "said", "unit", "gas", "expected"),
    [
        (212, "degF", "degC", None, 100),
        (25, "Cel", "degC", None, 25),
        (12_000, "ppm", "%", "ch4", 1.2),
        (28.010 / 24.45 * 35, "mg/m3", "ppm", "co", 35),
        (1, "g", "m/s2", None, 9.80665),
        (36, "km/h", "m/s", None, 10),
        (500, "ppb", "ppm", None, 0.5),
    ],
)
def test_another_unit_becomes_that_of_the_channel(
    value: float, said: str, unit: str, gas: str | None, expected: float
) -> None:
    channel = Channel(ChannelType.NUMBER, unit=unit, gas=gas)

    assert in_channel(value, said, channel) == pytest.approx(expected, rel=1e-9)


def test_mass_and_volume_meet_only_where_the_gas_is_known() -> None:
    assert "mg/m3" not in resolve_units({"c": Channel(ChannelType.NUMBER, unit="ppm")})["c"]
    assert set(resolve_units({"c": Channel(ChannelType.NUMBER, unit="%LEL")})["c"]) == {"% LEL"}


def test_a_version_of_a_profile_holds_its_conversions() -> None:
    registry, acme, gas = Registry(MemoryRecords()), Tenant("acme"), ProfileName("gas")
    define_profile(registry, acme, gas, {"co": Channel(ChannelType.NUMBER, unit="ppm", hazard="co")})

    assert set(registry.profile(acme, gas).conversions["co"]) == {
        *("%", "%vol", "% vol", "ppb", "mg/m3", "ug/m3", "g/m3")
    }


@pytest.mark.parametrize(
    ("field", "said"),
    [({"co": Field(3, "u16")}, "beyond the 4 bytes"), ({"no": Field(0, "u16")}, "no such channel")],
)
def test_a_layout_that_cannot_be_read_is_refused_with_its_field(field: dict[str, Field], said: str) -> None:
    with pytest.raises(Invalid, match=said):
        define_profile(
            Registry(MemoryRecords()),
            Tenant("acme"),
            ProfileName("gas"),
            {"co": Channel(ChannelType.NUMBER)},
            Binary(size=4, fields=field),
        )


@pytest.mark.parametrize("unit", ["pmm", "degZ", "mg//m3", "% of something", "(", "import os", "1e9999999"])
def test_a_unit_that_nobody_knows_is_refused_with_those_that_there_are(unit: str) -> None:
    with pytest.raises(Invalid, match=r"nobody knows the unit .* mg/m3"):
        resolve_units({"dust": Channel(ChannelType.NUMBER, unit=unit)})


@pytest.mark.parametrize("unit", ["%LEL", "dBA", "m/s3", "%RH", "B", "kW", "l/min", "nSv/h", None])
def test_a_unit_of_our_pack_or_of_the_library_is_taken(unit: str | None) -> None:
    assert "ppb" not in resolve_units({"c": Channel(ChannelType.NUMBER, unit=unit)}).get("c", {})
