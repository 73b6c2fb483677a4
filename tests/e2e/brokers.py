"""A real broker, things that may connect to it, and a wire to it that can be cut."""

from __future__ import annotations

import contextlib
import json
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import boto3

from infra.local import emulator
from infra.local.places import REGION
from spotter.adapters.aws.things import IotThings
from spotter.contracts.names import ThingName
from spotter.edge.identity import Broker, DeviceIdentity

ANYTHING = {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "iot:*", "Resource": "*"}]}


class RealBroker:
    """The emulator's MQTT broker alone: TLS, client certificates, policies enforced."""

    def __init__(self, running: emulator.Emulator, folder: Path) -> None:
        self.pid = running.pid
        self.port = running.mqtt_port
        self.authority = folder / "ca.pem"
        self.authority.write_bytes(emulator.certificate_authority(running.endpoint_url))
        self.iot = boto3.client(
            "iot",
            endpoint_url=running.endpoint_url,
            region_name=REGION,
            aws_access_key_id="test",
            aws_secret_access_key="test",
        )
        self.iot.create_policy(policyName="anything", policyDocument=json.dumps(ANYTHING))

    def at(self, port: int | None = None) -> Broker:
        """Where it is, or where a wire to it begins."""
        return Broker("127.0.0.1", port or self.port, str(self.authority))

    def an_identity(self, device: str) -> DeviceIdentity:
        """A thing with a certificate."""
        thing = ThingName(f"acme_{device}")
        issued = IotThings(self.iot, "anything").issue(thing)
        return DeviceIdentity(
            device=device,
            client_id=thing,
            certificate_pem=issued.certificate_pem,
            private_key=issued.private_key or "",
            token="",
            endpoint="127.0.0.1",
            port=self.port,
            readings_topic=f"spotter/{thing}/readings",
            events_topic=f"spotter/{thing}/events",
        )


@contextlib.contextmanager
def a_broker(folder: Path) -> Iterator[RealBroker]:
    """A broker for one test."""
    running = emulator.start(folder / "emulator")
    try:
        yield RealBroker(running, folder)
    finally:
        emulator.stop(running.pid)


class GatewayProcess:
    """`spotter gateway run`, which can be killed and started again."""

    def __init__(self, config: Path) -> None:
        self._command = [
            str(Path(sys.executable).with_name("spotter")),
            "gateway",
            "run",
            "--config",
            str(config),
        ]
        self._log = config.with_name("gateway.log")
        self._process = self._start()

    def kill(self) -> None:
        self._process.send_signal(signal.SIGKILL)
        self._process.wait()
        self._process = self._start()

    def stop(self) -> None:
        self._process.terminate()
        self._process.wait(20)

    def _start(self) -> subprocess.Popen[bytes]:
        with self._log.open("ab") as log:
            return subprocess.Popen(self._command, stderr=log)  # noqa: S603 - our own command


class Wire:
    """A TCP connection to a port, until it is cut; while cut, nobody answers at its end."""

    def __init__(self, to_port: int) -> None:
        self._to = ("127.0.0.1", to_port)
        self._whole = True
        self._open: set[socket.socket] = set()
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port: int = self._listener.getsockname()[1]
        threading.Thread(target=self._accept, daemon=True).start()

    def cut(self) -> None:
        self._whole = False
        for each in list(self._open):
            _end(each)

    def mend(self) -> None:
        self._whole = True

    def close(self) -> None:
        self.cut()
        _end(self._listener)

    def _accept(self) -> None:
        with contextlib.suppress(OSError):
            while True:
                near, _ = self._listener.accept()
                if not self._whole:
                    near.close()
                    continue
                far = socket.create_connection(self._to)
                self._open |= {near, far}
                for source, sink in ((near, far), (far, near)):
                    threading.Thread(target=_pump, args=(source, sink), daemon=True).start()


def _pump(source: socket.socket, sink: socket.socket) -> None:
    with contextlib.suppress(OSError):
        while content := source.recv(65536):
            sink.sendall(content)
    _end(source)
    _end(sink)


def _end(each: socket.socket) -> None:
    with contextlib.suppress(OSError):
        each.shutdown(socket.SHUT_RDWR)
    each.close()
