"""All codecs: each is one file with `decode` and `encode`, and one line here."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from typing import NamedTuple

from spotter.contracts import layouts
from spotter.contracts.profiles import Profile
from spotter.contracts.readings import Measured, RefusalReason
from spotter.domain.codecs import as_binary, as_cbor, as_csv, as_json, as_senml
from spotter.domain.decoding import LARGEST_PAYLOAD, Part, Refused


class Kit(NamedTuple):
    """A codec: pure functions, and what HTTP calls its content."""

    media_type: str
    decode: Callable[[bytes, Profile, datetime], list[Part]]
    encode: Callable[[Sequence[Measured], Profile], bytes]


_LONG_AGO = datetime(2000, 1, 1, tzinfo=UTC)

CODECS: dict[type[layouts.Codec], Kit] = {
    layouts.Json: Kit("application/json", as_json.decode, as_json.encode),
    layouts.Cbor: Kit("application/cbor", as_cbor.decode, as_cbor.encode),
    layouts.SenmlJson: Kit("application/senml+json", as_senml.decode_json, as_senml.encode_json),
    layouts.SenmlCbor: Kit("application/senml+cbor", as_senml.decode_cbor, as_senml.encode_cbor),
    layouts.Csv: Kit("text/csv", as_csv.decode, as_csv.encode),
    layouts.Binary: Kit("application/octet-stream", as_binary.decode, as_binary.encode),
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
        raise Refused(RefusalReason.OVERSIZED, sentence, count=count_of(payload, profile))
    return kit.decode(payload, profile, arrived)


def payload_of(readings: Sequence[Measured], profile: Profile) -> bytes:
    """Write readings as a device of this profile does."""
    return codec_of(profile).encode(readings, profile)


def codec_of(profile: Profile) -> Kit:
    """Give the codec of a profile."""
    return CODECS[type(profile.codec)]


def count_of(payload: bytes, profile: Profile | None) -> int:
    """Say how many readings a payload seems to hold, at least 1; of nobody known it is taken for JSON."""
    if profile is None:
        return as_json.count_of(payload)
    try:
        return len(codec_of(profile).decode(payload, profile, _LONG_AGO))
    except Refused as refused:
        return refused.count
