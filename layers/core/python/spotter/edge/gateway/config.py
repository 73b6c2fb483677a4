"""What a gateway is told: one YAML or JSON file. An error names the field and says what it should be."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import msgspec

from spotter.contracts.alarms import AlarmClass
from spotter.domain.beacons import Beacon
from spotter.edge.identity import Broker
from spotter.errors import Invalid, NotFound

Port = Annotated[int, msgspec.Meta(ge=0, le=65535)]
Section = msgspec.Struct


class SpoolConfig(Section, frozen=True, forbid_unknown_fields=True):
    """How much the spool holds. A site of 1,000 readings/s of 120 bytes fills 256 MiB in 37 minutes."""

    most_bytes: Annotated[int, msgspec.Meta(ge=64 * 1024)] = 256 * 1024 * 1024


class BatchingConfig(Section, frozen=True, forbid_unknown_fields=True):
    """The bulk lane: batches of 5 to 15 s (domain reference, 2), below IoT Core's 128 KiB a message."""

    seconds: Annotated[float, msgspec.Meta(ge=5, le=15)] = 10.0
    most_bytes: Annotated[int, msgspec.Meta(ge=1024, le=128 * 1024)] = 120 * 1024


class PacingConfig(Section, frozen=True, forbid_unknown_fields=True):
    """IoT Core takes 100 publishes a second of a connection (domain reference, 2); jobs need a few."""

    publishes_per_s: Annotated[float, msgspec.Meta(gt=0, le=100)] = 90.0
    retry_least_s: Annotated[float, msgspec.Meta(gt=0)] = 0.5
    retry_most_s: Annotated[float, msgspec.Meta(gt=0)] = 60.0


class MqttInput(Section, frozen=True, forbid_unknown_fields=True):
    """Devices that publish to a local broker: the topics to listen to, where `+` stands for the device."""

    host: str
    port: Port = 1883
    topics: tuple[str, ...] = ("devices/+/readings", "devices/+/events")


class InputsConfig(Section, frozen=True, forbid_unknown_fields=True):
    """How devices behind the gateway speak to it; port 0 takes a free one and says which."""

    http_port: Port | None = None
    stdin: bool = False
    mqtt: MqttInput | None = None


class SiteConfig(Section, frozen=True, forbid_unknown_fields=True):
    """The local broker at which gateways of a site tell each other of danger.

    A notice is renewed three times within `ttl_s`. `expiring` is false for a broker that speaks no MQTT 5: it
    keeps old notices, which their receivers then tell by their time. With an `authority` the broker is spoken
    to over TLS, and the gateway shows its certificate.
    """

    host: str
    port: Port = 1883
    ttl_s: Annotated[int, msgspec.Meta(ge=3)] = 60
    expiring: bool = True
    authority: str | None = None


class SirenConfig(Section, frozen=True, forbid_unknown_fields=True):
    """What sounds, and for which classes of alarms."""

    file: str | None = None
    command: tuple[str, ...] | None = None
    topic: str | None = None
    classes: tuple[AlarmClass, ...] = (AlarmClass.LIFE_SAFETY,)


class GatewayConfig(Section, frozen=True, forbid_unknown_fields=True):
    """A gateway. Paths are relative to the file; `identity` is the folder that registration filled."""

    gateway: str
    identity: str
    manifest: str
    state: str
    cloud: Broker | None = None
    spool: SpoolConfig = SpoolConfig()
    batching: BatchingConfig = BatchingConfig()
    pacing: PacingConfig = PacingConfig()
    inputs: InputsConfig = InputsConfig()
    site: SiteConfig | None = None
    siren: SirenConfig = SirenConfig()
    beacons: tuple[Beacon, ...] = ()


def load(path: Path) -> GatewayConfig:
    """Read a configuration; its paths come back absolute.

    Raises:
        NotFound: there is no such file.
        Invalid: it is no YAML, or a field is missing, unknown or wrong; the sentence names it.
    """
    import yaml

    try:
        said = yaml.safe_load(path.read_text())
    except (FileNotFoundError, IsADirectoryError) as err:
        raise NotFound("configuration", str(path)) from err
    except (yaml.YAMLError, UnicodeDecodeError) as err:
        raise Invalid(f"{path} is no YAML{_where(err)}", field="config") from err
    try:
        config = msgspec.convert(said, type=GatewayConfig)
    except msgspec.ValidationError as err:
        raise Invalid(f"{path}: {err}", field=str(err).rpartition("$.")[2].rstrip("`")) from err
    return _rooted(config, path.resolve().parent)


def _where(err: Exception) -> str:
    """Say at which line and column a parser of YAML gave up, and over what; empty when it does not know."""
    mark = getattr(err, "problem_mark", None)
    said = getattr(err, "problem", None) or "not understood"
    return "" if mark is None else f": line {mark.line + 1}, column {mark.column + 1}: {said}"


def _rooted(config: GatewayConfig, folder: Path) -> GatewayConfig:
    cloud = config.cloud
    if cloud is not None and cloud.authority is not None:
        cloud = msgspec.structs.replace(cloud, authority=str(folder / cloud.authority))
    site, siren = config.site, config.siren
    if site is not None and site.authority is not None:
        site = msgspec.structs.replace(site, authority=str(folder / site.authority))
    if siren.file is not None:
        siren = msgspec.structs.replace(siren, file=str(folder / siren.file))
    return msgspec.structs.replace(
        config,
        identity=str(folder / config.identity),
        manifest=str(folder / config.manifest),
        state=str(folder / config.state),
        cloud=cloud,
        site=site,
        siren=siren,
    )
