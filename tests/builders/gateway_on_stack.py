"""A gateway at the deployed platform, set up and asked by the command line alone."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import urllib.request
from pathlib import Path
from typing import Any, Self

import msgspec
import yaml

from builders.boosters import a_model_text
from builders.learning import a_card, a_window
from callers import Device, Json, Platform, eventually
from e2e.brokers import GatewayProcess, Wire
from infra.local.places import free_ports, save
from spotter.contracts.gateways import CarriedModel, CarriedModels
from spotter.contracts.names import ModelName, ProfileName, SiteName, Tenant


def a_model_for(platform: Platform, site: str, profile: str, version: str) -> bytes:
    """Make what an update brings of one model that sees danger in much methane."""
    text = a_model_text()
    card = a_card(text, window=a_window("ch4"))
    carried = CarriedModel(ModelName("release"), version, ProfileName(profile), card, text)
    return msgspec.json.encode(CarriedModels(Tenant(platform.stack.tenant), SiteName(site), (carried,)))


class Cli:
    """`spotter`, with the operator signed in."""

    def __init__(self, platform: Platform, home: Path) -> None:
        self._command = [str(Path(sys.executable).with_name("spotter"))]
        self._environment = os.environ | {"SPOTTER_HOME": str(home)}
        save(platform.stack, home)
        self("login", "--state", str(home))

    def __call__(self, *words: str) -> Json:
        """Run a command and read the JSON that it answers."""
        done = subprocess.run(  # noqa: S603 - our own command
            [*self._command, *words, "--json"], env=self._environment, capture_output=True, check=False
        )
        assert done.returncode == 0, done.stderr.decode()
        answered: Json = json.loads(done.stdout)
        return answered


class Gateway:
    """A gateway of a site: its folder, its process, the wire to the broker, and the door for devices."""

    def __init__(self, cli: Cli, platform: Platform, name: str, config: Path) -> None:
        self.name = name
        self.config = config
        self._cli = cli
        self._wire = Wire(platform.stack.mqtt_port)
        self._port = free_ports(1)[0]
        self.process: GatewayProcess | None = None
        said = yaml.safe_load(config.read_text())
        said["cloud"]["port"] = self._wire.port
        said |= {
            "batching": {"seconds": 5},
            "pacing": {"retry_least_s": 0.1, "retry_most_s": 0.5},
            "inputs": {"http_port": self._port},
        }
        config.write_text(yaml.safe_dump(said))

    @classmethod
    def made(cls, cli: Cli, platform: Platform, site: str, name: str, folder: Path) -> Self:
        """Register a gateway."""
        told = cli("gateway", "init", name, "--site", site, "--out", str(folder))
        return cls(cli, platform, name, Path(told["config"]))

    def serve(self, *devices: Device, **settings: object) -> None:
        """Speak for devices from now on, and run."""
        self._cli("gateway", "appoint", self.name, *(each.name for each in devices))
        self._cli("gateway", "manifest", self.name, "--out", str(self.config.with_name("manifest.json")))
        self.config.write_text(yaml.safe_dump(yaml.safe_load(self.config.read_text()) | settings))
        checked = self._cli("gateway", "check", "--config", str(self.config))
        assert checked["devices"] == len(devices) + 1
        self.start()

    def start(self) -> None:
        self.process = GatewayProcess(self.config)
        eventually(self.answers, "the gateway's start")

    def kill(self) -> None:
        """End it without a word, and start it again."""
        assert self.process is not None
        self.process.kill()
        eventually(self.answers, "the gateway's second start")

    def stop(self) -> None:
        if self.process is not None:
            self.process.stop()
            self.process = None

    def close(self) -> None:
        self.stop()
        self._wire.close()

    def cut(self) -> None:
        self._wire.cut()

    def mend(self) -> None:
        self._wire.mend()

    def hear(self, *readings: Json) -> None:
        """Bring readings to its door; it answers when they are on the disk."""
        body = json.dumps({"readings": readings}).encode()
        url = f"http://127.0.0.1:{self._port}/readings"
        with urllib.request.urlopen(url, body, timeout=10) as answer:
            assert json.load(answer) == {"taken": len(readings), "dropped": 0}

    def tells(self) -> Json:
        """Ask the running gateway how it is."""
        with urllib.request.urlopen(f"http://127.0.0.1:{self._port}/status", timeout=5) as answer:
            told: Json = json.load(answer)
            return told

    def answers(self) -> bool:
        try:
            return bool(self.tells())
        except OSError:
            return False

    def waiting(self) -> int:
        """Count what waits in its spool, by the command line."""
        told = self._cli("gateway", "status", "--config", str(self.config))
        assert told["gaps"] == []
        return int(told["events"]) + int(told["bulk"])

    def ordered(self, job: str) -> Json:
        """Wait for the end of an update."""

        def look() -> Any:  # noqa: ANN401 - JSON
            told = self._cli("gateway", "update", self.name, job)
            return told if told["status"] in {"SUCCEEDED", "FAILED"} else None

        ended: Json = eventually(look, f"the end of {job}")
        return ended
