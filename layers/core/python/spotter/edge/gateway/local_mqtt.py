"""Devices that publish to a local MQTT broker; a message is acknowledged when it is on the disk."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from typing import Any

import paho.mqtt.client as mqtt
from paho.mqtt.enums import CallbackAPIVersion

from spotter.edge.gateway.config import MqttInput
from spotter.edge.gateway.hearing import heard_in
from spotter.edge.gateway.intake import Intake
from spotter.edge.gateway.remembered import Cause
from spotter.errors import Invalid
from spotter.ports.clock import Clock

_RETRY_MOST_S = 30


class LocalMqtt:
    """A subscription at a local broker, and a way to tell the devices there something."""

    def __init__(
        self, config: MqttInput, client_id: str, intake: Intake, clock: Clock, refused: Callable[[str], None]
    ) -> None:
        self._config = config
        self._intake = intake
        self._clock = clock
        self._refused = refused
        self._client = mqtt.Client(
            CallbackAPIVersion.VERSION2, client_id=client_id, clean_session=False, manual_ack=True
        )
        self._client.reconnect_delay_set(1, _RETRY_MOST_S)
        self._client.on_connect = self._on_connect
        self._client.on_message = self._on_message
        self._client.connect_async(config.host, config.port)
        self._client.loop_start()

    def tell(self, topic: str, payload: bytes) -> None:
        """Publish to the devices."""
        self._client.publish(topic, payload, qos=1)

    def close(self) -> None:
        """Hang up; the broker keeps what comes meanwhile."""
        self._client.disconnect()
        self._client.loop_stop()

    def _on_connect(self, client: mqtt.Client, *_: Any) -> None:  # noqa: ANN401 - paho's callback
        client.subscribe([(topic, 1) for topic in self._config.topics])

    def _on_message(self, client: mqtt.Client, _data: Any, message: mqtt.MQTTMessage) -> None:  # noqa: ANN401 - paho's callback
        try:
            device = device_in(message.topic, self._config.topics)
            lane = message.topic.rpartition("/")[2]
            self._intake.take(heard_in(bytes(message.payload), self._clock(), device=device, lane=lane))
        except Invalid as err:
            self._refused(f"{message.topic}: {err.sentence}")
        except sqlite3.Error as err:
            self._refused(f"the spool does not write: {err}")
            return
        client.ack(message.mid, message.qos)


class TopicOutput:
    """A siren that listens on a topic of the local broker; a message is `on` or `off` and why."""

    def __init__(self, tell: Callable[[str, bytes], None], topic: str) -> None:
        self._tell = tell
        self._topic = topic

    def set(self, *, on: bool, causes: list[Cause]) -> None:
        """Publish the state."""
        self._tell(self._topic, " ".join(["on" if on else "off", *causes]).encode())


def device_in(topic: str, filters: tuple[str, ...]) -> str | None:
    """Find the device in a topic: what stands where the filter has `+`.

    >>> device_in("devices/helmet-7/readings", ("devices/+/readings",))
    'helmet-7'
    """
    levels = topic.split("/")
    for each in filters:
        wanted = each.split("/")
        if "+" in wanted and all(a in ("+", b) for a, b in zip(wanted, levels, strict=False)):
            return levels[wanted.index("+")]
    return None
