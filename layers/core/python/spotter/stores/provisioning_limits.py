"""The limits of fleet provisioning that come with the library, as data."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import msgspec

from spotter.contracts.provisioning import ProvisioningLimits


@cache
def provisioning_limits() -> ProvisioningLimits:
    """Read the limits; they are immutable, so they are read once a process."""
    content = (Path(__file__).parent / "fleet" / "limits.json").read_bytes()
    return msgspec.json.decode(content, type=ProvisioningLimits)
