"""Hold keys: sign links and tell whose signature is on one, while the key is rotated under processes."""

from __future__ import annotations

from datetime import datetime, timedelta

from spotter.contracts.pages import Link
from spotter.domain.links import LinkKey, check_token, forged
from spotter.errors import Invalid
from spotter.ports.clock import Clock
from spotter.ports.link_keys import LinkKeys

READ_AGAIN = timedelta(minutes=5)
"""How long a process signs with a key that it has read; the key before is good for longer than that."""

AT_MOST_EVERY = timedelta(seconds=10)
"""How often signatures that nobody knows may have the keys read again: strangers cannot make it costly."""


class HoldKeys:
    """The use case with what it works on; keys are read when the first one is needed."""

    def __init__(self, keys: LinkKeys, clock: Clock) -> None:
        self._source = keys
        self._clock = clock
        self._keys: tuple[LinkKey, ...] = ()
        self._read_at: datetime | None = None

    def signing(self) -> LinkKey:
        """Give the key to sign with.

        Raises:
            Unavailable: keys cannot be read.
        """
        return self._fresh(READ_AGAIN)[0]

    def check(self, link: Link, token: str) -> None:
        """Check that a token was made for a link with a key that is good, the previous one included.

        Raises:
            Invalid: it was not.
            Unavailable: keys cannot be read.
        """
        for age in (READ_AGAIN, AT_MOST_EVERY):
            if any(_is_signed(key, link, token) for key in self._fresh(age)):
                return
        raise forged()

    def _fresh(self, age: timedelta) -> tuple[LinkKey, ...]:
        now = self._clock()
        if self._read_at is None or now - self._read_at >= age:
            self._keys, self._read_at = self._source.read(), now
        return self._keys


def _is_signed(key: LinkKey, link: Link, token: str) -> bool:
    try:
        check_token(key, link, token)
    except Invalid:
        return False
    return True
