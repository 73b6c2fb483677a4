"""Proofs: two sets of readings are the same when they come down to the same counts and the same digest."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta

import msgspec

from spotter.contracts.archive import Proof
from spotter.contracts.readings import Reading

_ENCODER = msgspec.json.Encoder(order="deterministic")
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)
MODULUS = 1 << 256


def proof_of(readings: Iterable[Reading]) -> Proof:
    """Bring readings down to a proof: the sum of the SHA-256 of each, which knows no order.

    Every digit of every value, and whether it is an integer, a float, a boolean or a text, goes into it. What
    is believed of a value does not: doubts are settled anew whenever a day is.
    """
    total = count = rows = 0
    for reading in readings:
        count += 1
        rows += len(reading.values) or 1
        said = (
            reading.device,
            reading.boot,
            reading.seq,
            microseconds(reading.at),
            microseconds(reading.arrived),
            reading.profile,
            reading.profile_version,
            reading.values,
        )
        total += int.from_bytes(hashlib.sha256(_ENCODER.encode(said)).digest())
    return Proof(readings=count, rows=rows, digest=f"{total % MODULUS:064x}")


def trust_digest(readings: Iterable[Reading]) -> int:
    """Bring what is believed of readings down to a number: the sum of the SHA-256 of each, in no order.

    Those that nobody doubts add nothing; that they are there is what their proof says.
    """
    total = 0
    for reading in readings:
        if not reading.doubts:
            continue
        said = reading.device, reading.boot, reading.seq, microseconds(reading.at), reading.doubts
        total += int.from_bytes(hashlib.sha256(_ENCODER.encode(said)).digest())
    return total % MODULUS


def together(proofs: Iterable[Proof]) -> Proof:
    """Prove the union of sets that have no reading in common."""
    readings = rows = total = 0
    for proof in proofs:
        readings, rows, total = (
            readings + proof.readings,
            rows + proof.rows,
            total + int(proof.digest, 16),
        )
    return Proof(readings, rows, f"{total % MODULUS:064x}")


def microseconds(moment: datetime) -> int:
    """Write a moment as microseconds since 1970, exactly.

    >>> microseconds(datetime(1970, 1, 1, 0, 0, 1, 7, tzinfo=UTC))
    1000007
    """
    return (moment - _EPOCH) // _MICROSECOND


def moment_of(us: int) -> datetime:
    """Read a moment from microseconds since 1970, exactly."""
    return _EPOCH + timedelta(microseconds=us)
