import pytest

from spotter.errors import Invalid
from spotter.settings import AlertSettings


def test_settings_are_read_from_upper_case_keys() -> None:
    settings = AlertSettings.read({"REGISTRY_TABLE": "r", "ALARMS_TABLE": "a", "OTHER": "x"})

    assert settings == AlertSettings(registry_table="r", alarms_table="a")


def test_a_missing_or_empty_key_is_named_and_never_invented() -> None:
    with pytest.raises(Invalid, match="REGISTRY_TABLE, ALARMS_TABLE") as caught:
        AlertSettings.read({"ALARMS_TABLE": ""})

    assert caught.value.facts["missing"] == ["REGISTRY_TABLE", "ALARMS_TABLE"]
