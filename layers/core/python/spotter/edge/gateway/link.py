"""A link to a broker: publish and hear which messages it has, subscribe and receive. One object a connection.

A link that broke is thrown away and another is made, so that nothing of the client's own queues outlives a
connection: what was not acknowledged is in the spool, and is sent again from there.
"""

from __future__ import annotations

import ssl
import threading
from collections import deque
from collections.abc import Callable, Sequence
from typing import Any, NamedTuple, Protocol

import paho.mqtt.client as mqtt
from paho.mqtt.enums import CallbackAPIVersion
from paho.mqtt.packettypes import PacketTypes
from paho.mqtt.properties import Properties
from paho.mqtt.reasoncodes import ReasonCode

from spotter.errors import Forbidden, Unavailable

_KEEPALIVE_S = 20
_PATIENCE_S = 10.0
_WINDOW = 100  # unacknowledged messages, IoT Core's limit for a connection


class Received(NamedTuple):
    """A message that came by a subscription; `retained` tells that it may be old."""

    topic: str
    payload: bytes
    retained: bool = False


class Link(Protocol):
    """A connection to a broker."""

    def is_open(self) -> bool:
        """Tell whether the connection stands."""
        ...

    def publish(self, topic: str, payload: bytes, *, expires_s: int | None = None) -> int:
        """Publish with QoS 1 and give a ticket; `expires_s` asks the broker to retain it for so long."""
        ...

    def acknowledged(self) -> list[int]:
        """Give the tickets of messages that the broker has, once each."""
        ...

    def received(self) -> list[Received]:
        """Give the messages that have come, once each."""
        ...

    def close(self) -> None:
        """End the connection; one that is broken already is no error."""
        ...


OpenLink = Callable[[], Link]
"""Connects. Raises Unavailable when nobody answers and Forbidden when the broker lets this client not in."""


class MqttLink:
    """A link over MQTT 3.1.1, or 5 where messages must expire; open when made."""

    def __init__(
        self,
        *,
        host: str,
        port: int,
        client_id: str,
        tls: ssl.SSLContext | None,
        subscriptions: Sequence[str] = (),
        wake: Callable[[], None] = lambda: None,
        expiring: bool = False,
    ) -> None:
        self._where = f"{host}:{port}"
        self._wake = wake
        self._expiring = expiring
        self._subscriptions = subscriptions
        self._tickets: deque[int] = deque()
        self._inbox: deque[Received] = deque()
        self._answered = threading.Event()
        self._refused: str | None = None
        self._open = False
        protocol = mqtt.MQTTv5 if expiring else mqtt.MQTTv311
        self._client = mqtt.Client(
            CallbackAPIVersion.VERSION2, client_id=client_id, protocol=protocol, reconnect_on_failure=False
        )
        self._client.max_inflight_messages_set(_WINDOW)
        if tls is not None:
            self._client.tls_set_context(tls)
        self._client.on_connect = self._on_connect
        self._client.on_disconnect = self._on_disconnect
        self._client.on_publish = self._on_publish
        self._client.on_message = self._on_message
        self._connect(host, port)

    def is_open(self) -> bool:
        """Tell whether the connection stands."""
        return self._open

    def publish(self, topic: str, payload: bytes, *, expires_s: int | None = None) -> int:
        """Publish with QoS 1 and give a ticket."""
        properties = None
        if self._expiring and expires_s is not None:
            properties = Properties(PacketTypes.PUBLISH)  # type: ignore[no-untyped-call]
            properties.MessageExpiryInterval = expires_s
        retain = expires_s is not None
        return self._client.publish(topic, payload, qos=1, retain=retain, properties=properties).mid

    def acknowledged(self) -> list[int]:
        """Give the tickets of messages that the broker has."""
        return [self._tickets.popleft() for _ in range(len(self._tickets))]

    def received(self) -> list[Received]:
        """Give the messages that have come."""
        return [self._inbox.popleft() for _ in range(len(self._inbox))]

    def close(self) -> None:
        """End the connection."""
        self._open = False
        self._client.disconnect()
        self._client.loop_stop()

    def _connect(self, host: str, port: int) -> None:
        try:
            self._client.connect(host, port, _KEEPALIVE_S)
        except (OSError, ssl.SSLError, ValueError) as err:
            raise Unavailable(f"no MQTT broker answers at {self._where}: {err}", broker=self._where) from err
        self._client.loop_start()
        answered = self._answered.wait(_PATIENCE_S)
        if answered and self._refused is None:
            return
        self.close()
        if not answered:
            raise Unavailable(f"the broker at {self._where} did not answer", broker=self._where)
        sentence = f"the broker at {self._where} does not let the gateway in: {self._refused}"
        raise Forbidden(sentence, broker=self._where)

    def _on_connect(
        self,
        client: mqtt.Client,
        _data: Any,  # noqa: ANN401 - paho's callback
        _flags: mqtt.ConnectFlags,
        reason: ReasonCode,
        _properties: object,
    ) -> None:
        self._refused = str(reason) if reason.is_failure else None
        self._open = self._refused is None
        if self._open and self._subscriptions:
            client.subscribe([(topic, 1) for topic in self._subscriptions])
        self._answered.set()

    def _on_disconnect(
        self,
        _client: mqtt.Client,
        _data: Any,  # noqa: ANN401 - paho's callback
        _flags: mqtt.DisconnectFlags,
        reason: ReasonCode,
        _properties: object,
    ) -> None:
        self._open = False
        if not self._answered.is_set():
            self._refused = f"it closed the connection ({reason})"
            self._answered.set()
        self._wake()

    def _on_publish(
        self,
        _client: mqtt.Client,
        _data: Any,  # noqa: ANN401 - paho's callback
        ticket: int,
        _reason: ReasonCode,
        _properties: object,
    ) -> None:
        self._tickets.append(ticket)
        self._wake()

    def _on_message(self, _client: mqtt.Client, _data: Any, message: mqtt.MQTTMessage) -> None:  # noqa: ANN401 - paho's callback
        self._inbox.append(Received(message.topic, bytes(message.payload), bool(message.retain)))
        self._wake()
