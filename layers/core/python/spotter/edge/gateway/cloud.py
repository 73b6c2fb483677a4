"""The way to the cloud, with the identity read anew for each connection, so that a rotated one is used."""

from __future__ import annotations

import random
from collections.abc import Callable
from pathlib import Path

from spotter.contracts.names import ThingName
from spotter.edge.gateway.config import GatewayConfig
from spotter.edge.gateway.jobs import job_topics
from spotter.edge.gateway.link import Link, MqttLink
from spotter.edge.gateway.pacing import Allowance, Backoff
from spotter.edge.gateway.sender import Lanes, Sender
from spotter.edge.gateway.spool import Spool
from spotter.edge.identity import DeviceIdentity
from spotter.edge.trust import mutual_tls
from spotter.errors import Corrupt, NotFound

BURST = 20


class Papers:
    """The identity of a gateway on its disk, which `spotter gateway rotate` replaces while it runs."""

    def __init__(self, config: GatewayConfig) -> None:
        self._folder = Path(config.identity)
        self._read_at = 0
        self.identity = self.read()

    def read(self) -> DeviceIdentity:
        """Read the identity that there is now.

        Raises:
            NotFound: there is none.
            Corrupt: the file is not what was written.
        """
        self._read_at = self._written_at()
        self.identity = DeviceIdentity.load(self._folder.parent, self._folder.name)
        return self.identity

    def newest(self) -> DeviceIdentity:
        """Give the identity on the disk, or the one before where that cannot be read."""
        try:
            return self.read()
        except (NotFound, Corrupt):
            return self.identity

    def are_new(self) -> bool:
        """Tell whether there is another identity than the one that was read last."""
        return self._written_at() not in {0, self._read_at}

    def _written_at(self) -> int:
        try:
            return (self._folder / "device.json").stat().st_mtime_ns
        except OSError:
            return 0


def sender_of(config: GatewayConfig, papers: Papers, spool: Spool, wake: Callable[[], None]) -> Sender:
    """Put the sending half of a gateway together."""
    identity = papers.identity

    def open_link() -> Link:
        mine = papers.newest()
        broker = config.cloud or mine.broker
        return MqttLink(
            host=broker.host,
            port=broker.port,
            client_id=mine.client_id,
            tls=mutual_tls(mine, broker),
            subscriptions=job_topics(ThingName(mine.client_id)),
            wake=wake,
        )

    return Sender(
        spool=spool,
        open_link=open_link,
        lanes=Lanes(
            identity.events_topic,
            identity.readings_topic,
            config.batching.seconds,
            config.batching.most_bytes,
        ),
        allowance=Allowance(per_s=config.pacing.publishes_per_s, burst=BURST),
        backoff=backoff_of(config),
    )


def backoff_of(config: GatewayConfig) -> Backoff:
    """Wait between connections as the configuration says."""
    pacing = config.pacing
    return Backoff(least_s=pacing.retry_least_s, most_s=pacing.retry_most_s, chance=random.uniform)
