"""The mesh: a gateway among its neighbours, over the site's own broker. Works on when that broker is away."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

import msgspec

from spotter.contracts.alarms import AlarmClass
from spotter.contracts.names import SiteName
from spotter.edge.gateway.line import Line
from spotter.edge.gateway.link import Link, OpenLink, Received
from spotter.edge.gateway.neighbours import Heeded, Notice, Told, siren_cause, topic_of
from spotter.edge.gateway.pacing import Backoff
from spotter.edge.gateway.siren import Siren

Say = Callable[[str, Notice], None]
"""Tells the people here: `danger`, `over` or `unknown`, and the notice."""


class Mesh:
    """Tells neighbours what is told, and sounds the siren for what they tell."""

    def __init__(
        self,
        *,
        site: SiteName,
        told: Told,
        heeded: Heeded,
        siren: Siren,
        sounds_for: tuple[AlarmClass, ...],
        open_link: OpenLink,
        backoff: Backoff,
        say: Say,
    ) -> None:
        self._site = site
        self._told = told
        self._heeded = heeded
        self._siren = siren
        self._sounds_for = sounds_for
        self._say = say
        self.line = Line(open_link, backoff)
        self._connection = 0

    @property
    def standing(self) -> list[Notice]:
        """Give the danger that neighbours have told of."""
        return self._heeded.standing

    def step(self, now: float, wall: datetime) -> None:
        """Hear, tell, and give up what nobody renews; `now` is monotonic, `wall` the time of day."""
        link = self._connected(now, wall)
        if link is not None:
            for message in link.received():
                self._hear(message, wall)
            due = self._told.due(wall)
            for notice in due:
                topic = topic_of(self._site, notice.origin, notice.cause)
                link.publish(topic, msgspec.json.encode(notice), expires_s=notice.ttl_s)
            if not link.is_open():
                self._told.again(due, wall)
        for notice in self._heeded.expired(wall):
            self._siren.hush([siren_cause(notice)])
            self._say("unknown", notice)

    def close(self) -> None:
        """Hang up."""
        self.line.close()

    def _hear(self, message: Received, wall: datetime) -> None:
        try:
            notice = msgspec.json.decode(message.payload, type=Notice)
        except msgspec.DecodeError:
            return
        if message.topic != topic_of(self._site, notice.origin, notice.cause):
            return
        news = self._heeded.heed(notice, wall, retained=message.retained)
        if news is None:
            return
        if news.state == "over":
            self._siren.hush([siren_cause(news)])
        elif news.alarm_class in self._sounds_for:
            self._siren.sound([siren_cause(news)])
        self._say(news.state, news)

    def _connected(self, now: float, wall: datetime) -> Link | None:
        """Give the link; one that is new is told everything."""
        link = self.line.step(now)
        if self.line.connections != self._connection:
            self._connection = self.line.connections
            self._told.everything(wall)
        return link
