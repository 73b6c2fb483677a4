"""Numbering: the name of a reading whose device does not count.

Boot and number of such a reading come from what it says: `~` and the ten minutes in which it was measured,
and 53 bits (what every JSON reader holds) of the SHA-256 of its time and values. Sent twice it is known by
its content; its ten minutes bound what must be remembered to know it.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from datetime import datetime

import msgspec

BY_CONTENT = "~"
"""How the boot of a reading that was named after its content begins; no gaps are looked for in it."""

_ENCODER = msgspec.json.Encoder(order="deterministic")


def named_by_content(at: datetime, values: Mapping[str, object]) -> tuple[str, int]:
    """Name a reading after its content: boot and number.

    >>> from datetime import UTC
    >>> named_by_content(datetime(2026, 11, 24, 9, 17, tzinfo=UTC), {"co": 1.0, "ch4": 2.0})[0]
    '~2026-11-24T09:1'
    """
    digest = hashlib.sha256(_ENCODER.encode((at, values))).digest()
    return f"{BY_CONTENT}{at:%Y-%m-%dT%H:%M}"[:-1], int.from_bytes(digest[:8], "big") >> 11
