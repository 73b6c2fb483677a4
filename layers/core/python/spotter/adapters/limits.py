"""What the services behind the ports take at most; every adapter refuses the rest in the same words."""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Sequence

from spotter.errors import Invalid, Refused
from spotter.ports.records import Write

RECORD_BYTES = 390 * 1024
"""DynamoDB takes 400 KiB an item with its attribute names; the rest is room for keys and version."""

TRANSACTION_WRITES = 100
TRANSACTION_BYTES = 4_000_000
MESSAGE_BYTES = 256 * 1024
REQUEST_BYTES = 8192
"""Characters of a certificate signing request: one of a 4096-bit key has some 1,700."""

_REQUEST = re.compile(
    r"-----BEGIN (NEW )?CERTIFICATE REQUEST-----([A-Za-z0-9+/=\s]+)-----END (NEW )?CERTIFICATE REQUEST-----"
)
_E164 = re.compile(r"\+[1-9]\d{4,14}")


def check_writes(writes: Sequence[Write]) -> None:
    """Check that all writes fit one transaction.

    Raises:
        Invalid: they are too many or too large, or two are of the same key.
    """
    sizes = [len(write.body.encode()) for write in writes]
    if max(sizes, default=0) > RECORD_BYTES:
        raise Invalid("a record is too large", largest=max(sizes), most=RECORD_BYTES)
    if len(writes) > TRANSACTION_WRITES or sum(sizes) > TRANSACTION_BYTES:
        raise Invalid("the writes do not fit one transaction", writes=len(writes), size=sum(sizes))
    if len({write.key for write in writes}) < len(writes):
        raise Invalid("a transaction writes each key once", keys=[write.key for write in writes])


def check_messages(bodies: Sequence[bytes]) -> None:
    """Check that each message fits a queue.

    Raises:
        Invalid: one is empty or too large.
    """
    for position, body in enumerate(bodies):
        if not 0 < len(body) <= MESSAGE_BYTES:
            raise Invalid("a message must have 1 to 262144 bytes", position=position, size=len(body))


def check_request(csr: str) -> None:
    """Check that a text looks like a certificate signing request, before a certificate authority sees it.

    Raises:
        Invalid: it is no DER sequence between the lines that PEM has for a request.
    """
    found = _REQUEST.fullmatch(csr.strip()) if len(csr) <= REQUEST_BYTES else None
    try:
        der = base64.b64decode("".join(found[2].split()), validate=True) if found else b""
    except binascii.Error:
        der = b""
    if not der.startswith(b"\x30"):
        raise Invalid("csr: send a PKCS #10 certificate signing request in PEM", field="csr")


def check_phone(phone: str) -> None:
    """Check that a carrier could take a page for this phone; the error shows no more than its last digits.

    Raises:
        Refused: it is no phone number in E.164 form.
    """
    if _E164.fullmatch(phone) is None:
        raise Refused("this is no phone number that can be paged", phone_ends=phone[-4:])
