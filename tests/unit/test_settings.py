import pytest

from spotter.errors import Invalid
from spotter.settings import TrainSettings


def test_settings_are_read_from_upper_case_keys() -> None:
    settings = TrainSettings.read({"MODELS_TABLE": "r", "LAKE_BUCKET": "a", "OTHER": "x"})

    assert settings == TrainSettings(models_table="r", lake_bucket="a")


def test_a_missing_or_empty_key_is_named_and_never_invented() -> None:
    with pytest.raises(Invalid, match="MODELS_TABLE, LAKE_BUCKET") as caught:
        TrainSettings.read({"LAKE_BUCKET": ""})

    assert caught.value.facts["missing"] == ["MODELS_TABLE", "LAKE_BUCKET"]
