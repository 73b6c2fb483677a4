"""What signed links and reply codes answer for.

Whoever opens a link or replies names no tenant, so these two kinds of record are found by an id that nobody
can guess, and by a phone number; the tenant stands in the record and is part of what is signed.
"""

from __future__ import annotations

import contextlib
from datetime import datetime

import msgspec

from spotter.contracts.pages import Link
from spotter.domain.links import LinkKey, code_of, id_in, id_of, token_of
from spotter.errors import Conflict, Unavailable
from spotter.ports.records import Key, Records
from spotter.stores.documents import Documents, Stored

ATTEMPTS = 8


class Links:
    """Links by their id, and for phones by their code too."""

    def __init__(self, records: Records) -> None:
        self._links = Documents(records, Link)

    def issue(self, key: LinkKey, link: Link) -> str:
        """Make a link known and give its token; the same link again is the one that was first."""
        place = Key("links", id_of(key, link))
        with contextlib.suppress(Conflict):
            self._links.put(place, link, expected=None)
            return token_of(key, link)
        stored = self._links.get(place)
        if stored is None:
            raise Unavailable("a link was removed while it was made")
        return token_of(key, stored.document)

    def issue_code(self, key: LinkKey, link: Link, phone: str, *, now: datetime) -> str:
        """Make a code known that a phone can reply with; one still in use for something else is not taken."""
        for attempt in range(ATTEMPTS):
            code = code_of(key, link, attempt)
            place = Key(f"replies#{phone}", code)
            stored = self._links.get(place)
            if stored is None or _is_free(stored.document, now):
                with contextlib.suppress(Conflict):
                    self._links.put(place, link, expected=stored.version if stored else None)
                stored = self._links.get(place)
            if stored is not None and _same(stored.document, link):
                return code
        raise Unavailable("no code is free for this phone")

    def find(self, token: str) -> Stored[Link] | None:
        """Find what a token could answer for; whoever asks checks the signature."""
        return self._links.get(Key("links", id_in(token)))

    def find_code(self, phone: str, code: str) -> Stored[Link] | None:
        """Find what a code from a phone answers for."""
        return self._links.get(Key(f"replies#{phone}", code))

    def use(self, token: str, stored: Stored[Link], *, now: datetime) -> None:
        """Spend the link of a token, or raise Conflict when it was spent in the same moment."""
        used = msgspec.structs.replace(stored.document, used_at=now)
        self._links.put(Key("links", id_in(token)), used, expected=stored.version)

    def use_code(self, phone: str, code: str, stored: Stored[Link], *, now: datetime) -> None:
        """Spend a code, or raise Conflict when it was spent in the same moment."""
        used = msgspec.structs.replace(stored.document, used_at=now)
        self._links.put(Key(f"replies#{phone}", code), used, expected=stored.version)


def _is_free(link: Link, now: datetime) -> bool:
    return link.used_at is not None or link.expires_at <= now


def _same(one: Link, other: Link) -> bool:
    return _facts(one) == _facts(other)


def _facts(link: Link) -> tuple[object, ...]:
    return (link.tenant, link.site, link.alarm, link.occurrence, link.person, link.medium)
