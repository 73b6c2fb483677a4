"""A line to a broker: one link after another, opened again after a jittered wait whenever one broke."""

from __future__ import annotations

from collections.abc import Callable

from spotter.edge.gateway.link import Link, OpenLink
from spotter.edge.gateway.pacing import Backoff
from spotter.errors import Forbidden, Unavailable

Ended = Callable[[Link], None]
"""Takes what is left of a link that broke: its last acknowledgements."""


class Line:
    """Keeps a link open. `connections` counts those so far, `trouble` says why there is none."""

    def __init__(self, open_link: OpenLink, backoff: Backoff) -> None:
        self._open_link = open_link
        self._backoff = backoff
        self._link: Link | None = None
        self._retry_at = 0.0
        self.trouble: str | None = None
        self.connections = 0

    @property
    def link(self) -> Link | None:
        """The link, if it stands."""
        return self._link if self._link is not None and self._link.is_open() else None

    def step(self, now: float, ended: Ended = lambda _: None) -> Link | None:
        """Give the link that stands; see off one that broke, and open another when it is time."""
        if self.link is not None:
            return self._link
        if self._link is not None:
            self.close(ended)
            self._retry_at = now + self._backoff.next_s()
        if now < self._retry_at:
            return None
        try:
            self._link = self._open_link()
        except (Unavailable, Forbidden) as err:
            self.trouble = err.sentence
            self._retry_at = now + self._backoff.next_s()
            return None
        self.trouble = None
        self.connections += 1
        self._backoff.forget()
        return self._link

    def break_off(self, trouble: str) -> None:
        """Give the link up; the next step sees it off and opens another."""
        self.trouble = trouble
        if self._link is not None:
            self._link.close()

    def close(self, ended: Ended = lambda _: None) -> None:
        """Hang up."""
        if self._link is not None:
            ended(self._link)
            self._link.close()
            self._link = None
