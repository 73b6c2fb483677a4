"""All codecs: each is one file with `decode` and `encode`, and one line here."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import NamedTuple

from spotter.contracts import layouts
from spotter.contracts.profiles import Profile
from spotter.contracts.readings import Measured, RefusalReason
from spotter.domain.codecs import as_json
from spotter.domain.decoding import LARGEST_PAYLOAD, Part, Refused


class Kit(NamedTuple):
    """A codec: pure functions, and what HTTP calls its content."""

    media_type: str
    decode: Callable[[bytes, Profile, datetime], list[Part]]
    encode: Callable[[Sequence[Measured], Profile], bytes]
    count: Callable[[bytes], int]


CODECS: dict[type[layouts.Codec], Kit] = {
    layouts.Json: Kit("application/json", as_json.decode, as_json.encode, as_json.count_of),
}


def parts_of(payload: bytes, profile: Profile, arrived: datetime) -> list[Part]:
    """Split a payload into its items by the codec of the profile: one for a single reading, or a batch.

    A bad item of a batch stands among the good ones as a Refused. Relative times count
    from `arrived`.

    Raises:
        Refused: the payload as a whole is too large or is not what a device writes.
    """
    kit = codec_of(profile)
    if len(payload) > LARGEST_PAYLOAD:
        sentence = f"{len(payload)} bytes are more than the {LARGEST_PAYLOAD} that are taken"
        raise Refused(RefusalReason.OVERSIZED, sentence, count=kit.count(payload))
    return kit.decode(payload, profile, arrived)


def payload_of(readings: Sequence[Measured], profile: Profile) -> bytes:
    """Write readings as a device of this profile does."""
    return codec_of(profile).encode(readings, profile)


def codec_of(profile: Profile) -> Kit:
    """Give the codec of a profile."""
    return CODECS[type(profile.codec)]


def count_of(payload: bytes, profile: Profile | None) -> int:
    """Say how many readings a payload seems to hold, at least 1; of nobody known it is taken for JSON."""
    return as_json.count_of(payload) if profile is None else codec_of(profile).count(payload)
