"""What each function must be told by its environment: one frozen class a function, no defaults for names."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Self

import msgspec

from spotter.errors import Invalid


class Settings(msgspec.Struct, frozen=True):
    """Settings that are read from the environment, field `alarms_table` from the key `ALARMS_TABLE`."""

    @classmethod
    def read(cls, environment: Mapping[str, str]) -> Self:
        """Read the settings.

        Raises:
            Invalid: a key is missing or empty; the sentence names all of them.
        """
        keys = {field: field.upper() for field in cls.__struct_fields__}
        missing = [key for key in keys.values() if not environment.get(key)]
        if missing:
            raise Invalid(f"the environment lacks {', '.join(missing)}", missing=missing)
        return cls(**{field: environment[key] for field, key in keys.items()})


class DevicesSettings(Settings, frozen=True):
    """For functions/devices."""

    registry_table: str
    trails_table: str
    models_table: str
    readings_queue_url: str
    iot_policy_name: str
    claim_policy_name: str
    provisioning_template_name: str
    lake_bucket: str


class ConsoleSettings(Settings, frozen=True):
    """For functions/console."""

    registry_table: str
    alarms_table: str
    models_table: str
    training_machine_arn: str
    study_machine_arn: str
    judge_machine_arn: str
    escalation_machine_arn: str
    link_secret_arn: str
    user_pool_id: str
    lake_bucket: str


class IngestSettings(Settings, frozen=True):
    """For functions/ingest."""

    registry_table: str
    alarms_table: str
    trails_table: str
    lake_bucket: str
    alarms_queue_url: str
    windows_queue_url: str
    fixes_queue_url: str


class AlertSettings(Settings, frozen=True):
    """For every handler of functions/alert; `link_base` is where the links in pages begin."""

    registry_table: str
    alarms_table: str
    trails_table: str
    escalation_machine_arn: str
    link_secret_arn: str
    link_base: str
    email_sender: str


class ScoreSettings(Settings, frozen=True):
    """For functions/score."""

    registry_table: str
    trails_table: str
    models_table: str
    windows_table: str
    lake_bucket: str
    alarms_queue_url: str


class LocateSettings(Settings, frozen=True):
    """For functions/locate."""

    registry_table: str
    alarms_table: str
    trails_table: str
    alarms_queue_url: str


class ZonesSettings(Settings, frozen=True):
    """For functions/zones."""

    registry_table: str
    alarms_table: str
    trails_table: str
    email_sender: str


class MonitorSettings(Settings, frozen=True):
    """For every handler of functions/monitor."""

    registry_table: str
    alarms_table: str
    trails_table: str
    alarms_queue_url: str
    bell_topic_arn: str


class PreprocessSettings(Settings, frozen=True):
    """For every handler of functions/preprocess."""

    models_table: str
    registry_table: str
    archive_table: str
    datasets_table: str
    lake_bucket: str


class DatasetsSettings(Settings, frozen=True):
    """For functions/datasets."""

    registry_table: str
    models_table: str
    archive_table: str
    datasets_table: str
    lake_bucket: str
    extraction_machine_arn: str


class CheckSettings(Settings, frozen=True):
    """For functions/check."""

    models_table: str
    datasets_table: str
    lake_bucket: str
    training_machine_arn: str


class TrainSettings(Settings, frozen=True):
    """For functions/train."""

    models_table: str
    lake_bucket: str


class ValidateSettings(Settings, frozen=True):
    """For every handler of functions/validate."""

    models_table: str
    alarms_table: str
    datasets_table: str
    lake_bucket: str


class CompactSettings(Settings, frozen=True):
    """For functions/compact."""

    registry_table: str
    trails_table: str
    archive_table: str
    lake_bucket: str
    alarms_queue_url: str


class ArchiveSettings(Settings, frozen=True):
    """For functions/archive."""

    registry_table: str
    models_table: str
    archive_table: str
    lake_bucket: str


class ProvisionSettings(Settings, frozen=True):
    """For functions/provision."""

    registry_table: str
    alarms_queue_url: str


class FleetSettings(Settings, frozen=True):
    """For functions/fleet."""

    registry_table: str
    alarms_queue_url: str
    iot_policy_name: str


class CatalogueSettings(Settings, frozen=True):
    """For functions/catalogue."""

    registry_table: str
    models_table: str
    windows_table: str
    datasets_table: str
    lake_bucket: str
    replica_bucket: str
    bell_topic_arn: str
    training_machine_arn: str
    extraction_machine_arn: str


class StewardSettings(Settings, frozen=True):
    """For functions/steward, which goes round all tenants."""

    registry_table: str
    models_table: str
    datasets_table: str
    lake_bucket: str
    replica_bucket: str
    bell_topic_arn: str
    training_machine_arn: str
    extraction_machine_arn: str
