"""Puts a gateway together from its configuration, and runs it with its inputs."""

from __future__ import annotations

import contextlib
import secrets
import sys
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack
from pathlib import Path

import msgspec

from spotter.adapters.clock import system_clock
from spotter.adapters.native.models import load_model
from spotter.contracts.alarms import Signal
from spotter.contracts.names import DeviceName, ThingName
from spotter.contracts.readings import Reading
from spotter.edge.gateway.cloud import Papers, backoff_of, sender_of
from spotter.edge.gateway.config import GatewayConfig
from spotter.edge.gateway.door import open_door
from spotter.edge.gateway.gateway import Gateway
from spotter.edge.gateway.hearing import heard_in
from spotter.edge.gateway.intake import Intake
from spotter.edge.gateway.jobs import JobDesk
from spotter.edge.gateway.knowledge import carried, known, manifest_in, performs
from spotter.edge.gateway.link import MqttLink
from spotter.edge.gateway.local_mqtt import LocalMqtt, TopicOutput
from spotter.edge.gateway.mesh import Mesh
from spotter.edge.gateway.neighbours import Heeded, Notice, Told, filter_of
from spotter.edge.gateway.scoring import Scoring
from spotter.edge.gateway.siren import CommandOutput, FileOutput, Output, Siren
from spotter.edge.gateway.spool import Spool
from spotter.edge.identity import Broker
from spotter.edge.trust import mutual_tls
from spotter.errors import Invalid, SpotterError
from spotter.stores.tails import Tail

LOG = Callable[[str, str], None]
"""Says an event and its facts, one line."""

TTL_WITHOUT_SITE_S = 60


class Station:
    """A gateway with its local broker, if it has one; built bottom-up, closed in the reverse order."""

    def __init__(self, config: GatewayConfig, log: LOG) -> None:
        self.config = config
        self.log = log
        self.wake = threading.Event()
        self.local: LocalMqtt | None = None
        self.manifest = known(config)
        self.papers = Papers(config)
        self.identity = self.papers.identity
        self.told = Told(DeviceName(config.gateway), config.site.ttl_s if config.site else TTL_WITHOUT_SITE_S)
        self.siren = Siren(self._outputs(), lambda sentence: log("siren_failed", sentence))
        self.spool = Spool(
            spool_path(config),
            most_bytes=config.spool.most_bytes,
            boot=f"{config.gateway}-{secrets.token_hex(4)}",
        )
        self.scoring = Scoring(load_model, self._advise, self._lately)
        self.intake = Intake(
            spool=self.spool,
            siren=self.siren,
            told=self.told,
            manifest=self.manifest,
            sounds_for=config.siren.classes,
            clock=system_clock,
            then=self._go_on_with,
            beacons=config.beacons,
        )
        self._score_as_before()
        self.gateway = self._gateway()

    def tell(self, topic: str, payload: bytes) -> None:
        """Tell the devices at the local broker something, if there is one."""
        if self.local is not None:
            self.local.tell(topic, payload)

    def _outputs(self) -> Iterator[Output]:
        siren = self.config.siren
        if siren.file is not None:
            yield FileOutput(Path(siren.file))
        if siren.command is not None:
            yield CommandOutput(siren.command)
        if siren.topic is not None:
            yield TopicOutput(self.tell, siren.topic)

    def _gateway(self) -> Gateway:
        desk = JobDesk(
            ThingName(self.identity.client_id),
            performs(self.config, self._judge_by, self._score_with),
            self.wake.set,
        )
        return Gateway(
            DeviceName(self.config.gateway),
            self.spool,
            self.siren,
            self.intake,
            sender_of(self.config, self.papers, self.spool, self.wake.set),
            desk,
            self._mesh(),
            self.scoring,
            self.papers,
            self.wake,
            system_clock,
        )

    def _judge_by(self, content: bytes) -> None:
        self.intake.judge_by(manifest_in(content, self.config))

    def _go_on_with(self, accepted: Sequence[Reading]) -> None:
        self.wake.set()
        self.scoring.offer(accepted)

    def _score_with(self, content: bytes) -> None:
        self.scoring.use(content, self.intake.manifest)

    def _score_as_before(self) -> None:
        """Score with the models of the last update; without a scorer, rules judge all the same."""
        try:
            content = carried(self.config)
            if content is not None:
                self._score_with(content)
        except SpotterError as err:
            self.scoring.trouble = err.sentence
            self.log("no_scoring", err.sentence)

    def _advise(self, signal: Signal) -> None:
        """Tell the people behind this gateway what a model expects."""
        self.log("advice", f"{signal.rule} of {signal.subject}: {type(signal).__name__}")
        self.tell(f"sites/{signal.site}/advice/{self.config.gateway}", msgspec.json.encode(signal))

    def _lately(self, device: DeviceName, but: Sequence[Reading]) -> Tail:
        return self.spool.lately(device, but=but)

    def _mesh(self) -> Mesh | None:
        site = self.config.site
        if site is None:
            return None
        broker = Broker(site.host, site.port, site.authority)
        tls = mutual_tls(self.identity, broker) if site.authority is not None else None
        return Mesh(
            site=self.manifest.site,
            told=self.told,
            heeded=Heeded(DeviceName(self.config.gateway)),
            siren=self.siren,
            sounds_for=self.config.siren.classes,
            open_link=lambda: MqttLink(
                host=site.host,
                port=site.port,
                client_id=f"spotter-{self.identity.client_id}",
                tls=tls,
                subscriptions=(filter_of(self.manifest.site),),
                wake=self.wake.set,
                expiring=site.expiring,
            ),
            backoff=backoff_of(self.config),
            say=self._say,
        )

    def _say(self, state: str, notice: Notice) -> None:
        """Tell the people behind this gateway what is the matter next door."""
        self.log(f"neighbour_{state}", f"{notice.origin}: {notice.text or notice.title}")
        topic = f"sites/{self.manifest.site}/notices/{self.config.gateway}"
        self.tell(topic, msgspec.json.encode({"state": state, "notice": notice}))


def run(config: GatewayConfig, stop: threading.Event, log: LOG) -> None:
    """Run a gateway with all its inputs until told to stop.

    Raises:
        NotFound: identity or manifest is not there.
        Invalid: the manifest is not this gateway's.
        Forbidden: the identity's certificate cannot be used.
    """
    Path(config.state).mkdir(parents=True, exist_ok=True)
    station = Station(config, log)
    with ExitStack() as open_things:
        open_things.callback(station.spool.close)
        if config.inputs.mqtt is not None:
            name = f"spotter-{config.gateway}-devices"
            station.local = LocalMqtt(
                config.inputs.mqtt, name, station.intake, system_clock, lambda text: log("refused", text)
            )
            open_things.callback(station.local.close)
        station.siren.repeat()
        if config.inputs.http_port is not None:
            door = open_door(config.inputs.http_port, station.intake, system_clock, station.gateway.status)
            open_things.callback(door.server_close)
            open_things.callback(door.shutdown)
            threading.Thread(target=door.serve_forever, daemon=True).start()
            log("listening", f"http://127.0.0.1:{door.server_port}")
        if config.inputs.stdin:
            threading.Thread(target=_listen, args=(station,), daemon=True).start()
        threading.Thread(target=station.scoring.run, args=(stop,), daemon=True).start()
        station.gateway.run(stop)


def spool_path(config: GatewayConfig) -> Path:
    """Say where the spool lies."""
    return Path(config.state) / "spool.sqlite3"


def _listen(station: Station) -> None:
    """Take JSON lines from standard input."""
    with contextlib.suppress(ValueError):  # it is closed under us when the gateway stops
        for line in sys.stdin.buffer:
            if line.strip():
                try:
                    station.intake.take(heard_in(line, system_clock()))
                except Invalid as err:
                    station.log("refused", err.sentence)
