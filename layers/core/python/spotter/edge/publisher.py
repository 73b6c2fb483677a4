"""A device on the air: MQTT with mutual TLS, and no message counted as sent before the broker has it."""

from __future__ import annotations

import ssl
import threading
from collections import deque
from collections.abc import Sequence
from contextlib import ExitStack
from types import TracebackType
from typing import Any, Literal, Self

import paho.mqtt.client as mqtt
from paho.mqtt.enums import CallbackAPIVersion
from paho.mqtt.reasoncodes import ReasonCode

from spotter.edge.identity import Broker, DeviceIdentity
from spotter.edge.messages import Measured, encode, encode_batch
from spotter.edge.trust import mutual_tls
from spotter.errors import Forbidden, Unavailable

Protocol = Literal["3.1.1", "5"]
Lane = Literal["readings", "events"]

_VERSIONS = {"3.1.1": mqtt.MQTTv311, "5": mqtt.MQTTv5}
_KEEPALIVE_S = 30
_PATIENCE_S = 10.0


class Publisher:
    """One device's connection, open inside a `with`. Its client id is the thing's name."""

    def __init__(self, identity: DeviceIdentity, broker: Broker, *, protocol: Protocol = "3.1.1") -> None:
        self.identity = identity
        self._broker = broker
        self._pending: deque[mqtt.MQTTMessageInfo] = deque()
        self._connected = threading.Event()
        self._refused: str | None = None
        self._client = mqtt.Client(
            CallbackAPIVersion.VERSION2, client_id=identity.client_id, protocol=_VERSIONS[protocol]
        )
        self._client.max_inflight_messages_set(100)
        self._client.on_connect = self._on_connect
        self._client.on_disconnect = self._on_disconnect
        self._open = ExitStack()

    def __enter__(self) -> Self:
        """Connect.

        Raises:
            Unavailable: nobody answers at the broker's address, or not as TLS.
            Forbidden: the broker does not let this identity in.
        """
        with ExitStack() as opening:
            self._client.tls_set_context(mutual_tls(self.identity, self._broker))
            opening.callback(self._client.loop_stop)
            self._connect(opening)
            self._open = opening.pop_all()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Wait for what is not acknowledged yet, if nothing went wrong, and disconnect."""
        with self._open:
            if error is None:
                self.flush()

    def send(self, readings: Sequence[Measured], *, lane: Lane = "readings") -> None:
        """Publish readings as one message; `flush` tells whether the broker has it."""
        payload = encode(readings[0]) if len(readings) == 1 else encode_batch(readings)
        topics = {"readings": self.identity.readings_topic, "events": self.identity.events_topic}
        self.publish(topics[lane], payload)

    def publish(self, topic: str, payload: bytes) -> None:
        """Publish any payload on any topic, with QoS 1."""
        self._pending.append(self._client.publish(topic, payload, qos=1))

    def flush(self, *, within_s: float = _PATIENCE_S) -> None:
        """Wait until the broker has acknowledged everything.

        Raises:
            Unavailable: it did not within the time; what was not acknowledged may or may not have arrived.
        """
        while self._pending:
            info = self._pending[0]
            try:
                info.wait_for_publish(within_s)
            except RuntimeError as err:
                raise Unavailable(f"{self.identity.client_id} is not connected: {err}") from err
            if not info.is_published():
                waiting = len(self._pending)
                sentence = f"the broker did not acknowledge {waiting} messages within {within_s:.0f} s"
                raise Unavailable(sentence, client=self.identity.client_id, waiting=waiting)
            self._pending.popleft()

    def _connect(self, opening: ExitStack) -> None:
        where = f"{self._broker.host}:{self._broker.port}"
        try:
            self._client.connect(self._broker.host, self._broker.port, _KEEPALIVE_S)
        except (OSError, ssl.SSLError) as err:
            raise Unavailable(f"no MQTT broker answers at {where}: {err}", broker=where) from err
        opening.callback(self._client.disconnect)
        self._client.loop_start()
        if not self._connected.wait(_PATIENCE_S):
            raise Unavailable(f"the broker at {where} did not answer the connection", broker=where)
        if self._refused is not None:
            sentence = f"the broker does not let {self.identity.client_id} in: {self._refused}"
            raise Forbidden(sentence, broker=where, client=self.identity.client_id)

    def _on_connect(
        self,
        _client: mqtt.Client,
        _data: Any,  # noqa: ANN401 - paho's callback
        _flags: mqtt.ConnectFlags,
        reason: ReasonCode,
        _properties: object,
    ) -> None:
        self._refused = str(reason) if reason.is_failure else None
        self._connected.set()

    def _on_disconnect(
        self,
        _client: mqtt.Client,
        _data: Any,  # noqa: ANN401 - paho's callback
        _flags: mqtt.DisconnectFlags,
        reason: ReasonCode,
        _properties: object,
    ) -> None:
        """Take a connection that is closed before it was answered as a refusal; AWS IoT Core refuses so."""
        if not self._connected.is_set():
            self._refused = f"it closed the connection ({reason})"
            self._connected.set()
