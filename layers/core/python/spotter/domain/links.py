"""Signed links and reply codes: short names that only the platform can make.

A token is an id and a signature over the id, the person and what is answered for. The id is derived from the
same facts, so that a page that is sent again carries the same link.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import re
from typing import NewType

from spotter.contracts.pages import Link
from spotter.errors import Invalid

LinkKey = NewType("LinkKey", bytes)
"""The secret that links are signed with."""

_ID_BYTES, _MAC_BYTES = 6, 9
_ID_CHARS = _ID_BYTES * 4 // 3
_LETTERS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"  # Crockford's: no I, L, O or U to misread
_CODE_CHARS = 4
_TOKEN = re.compile(r"[\w-]{20}", re.ASCII)
_REPLY = re.compile(r"\s*A\s*([0-9A-Z]{4})\s*[.!]*\s*", re.ASCII)


def token_of(key: LinkKey, link: Link) -> str:
    """Sign a link: 20 characters fit for a URL, of which 72 bits are signature."""
    name = id_of(key, link)
    return name + _text(
        _mac(key, f"mac|{name}|{_facts(link)}|{int(link.expires_at.timestamp())}")[:_MAC_BYTES]
    )


def id_of(key: LinkKey, link: Link) -> str:
    """Name a link."""
    return _text(_mac(key, f"id|{_facts(link)}")[:_ID_BYTES])


def id_in(token: str) -> str:
    """Give the id in a token.

    Raises:
        Invalid: it cannot be a token of ours.
    """
    if _TOKEN.fullmatch(token) is None:
        raise forged()
    return token[:_ID_CHARS]


def check_token(key: LinkKey, link: Link, token: str) -> None:
    """Check in constant time that a token is the one that was made for a link.

    Raises:
        Invalid: it is not.
    """
    if not hmac.compare_digest(token_of(key, link), token):
        raise forged()


def code_of(key: LinkKey, link: Link, attempt: int = 0) -> str:
    """Make the code that a reply by SMS names; another one for each attempt, should one be taken."""
    number = int.from_bytes(_mac(key, f"code|{attempt}|{_facts(link)}")[:8], "big")
    return "".join(_LETTERS[number >> 5 * place & 31] for place in range(_CODE_CHARS))


def code_in(text: str) -> str | None:
    """Find the code in a reply such as `A 7F3K`; letters that look like digits are read as these.

    >>> code_in(" a 7f3k "), code_in("A7FOI"), code_in("who is this?")
    ('7F3K', '7F01', None)
    """
    found = _REPLY.fullmatch(text.upper())
    return found[1].translate(str.maketrans("OIL", "011")) if found else None


def forged() -> Invalid:
    """Make the error for a token that we did not make; it does not say what is wrong with it."""
    return Invalid("this link was not made by Spotter", field="token", reason="forged")


def _facts(link: Link) -> str:
    return "|".join(
        (link.tenant, link.site or "", link.alarm or "", str(link.occurrence), link.person, link.medium)
    )


def _mac(key: LinkKey, text: str) -> bytes:
    return hmac.new(key, text.encode(), hashlib.sha256).digest()


def _text(content: bytes) -> str:
    return base64.urlsafe_b64encode(content).decode().rstrip("=")
