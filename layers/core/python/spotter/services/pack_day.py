"""Pack a day: settle what its raw objects say, device by device, write it as Parquet and prove each file."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from typing import NamedTuple

import msgspec

from spotter.contracts.archive import File, Manifest
from spotter.contracts.names import DeviceName
from spotter.contracts.settlements import Basis, Carried, Settlement
from spotter.domain.proofs import MODULUS, proof_of, together, trust_digest
from spotter.domain.rules.tables import ProfileKey
from spotter.domain.settling import Kept, settled
from spotter.domain.trust.settled import settle
from spotter.errors import Corrupt
from spotter.ports.rows import Rows
from spotter.services.settle_trust import KnownProfiles, SettleTrust
from spotter.stores.days import Days
from spotter.stores.raw import RawReadings, readings_of

ROWS_A_FILE = 1_000_000
"""A file is closed after the device with which it has so many rows: some 8 MB, fetched in one piece."""

Lines = dict[DeviceName, list[bytes]]


class Block(NamedTuple):
    """The settled readings of devices that follow one another by name: what one file holds."""

    devices: list[DeviceName]
    kept: list[Kept]
    repeats: int
    conflicts: int
    ends: dict[DeviceName, Carried]


def pack_day(named: Manifest, *, raw: RawReadings, rows: Rows, days: Days, trust: SettleTrust) -> Manifest:
    """Fill the manifest of a day that names its sources; its rows carry the settled trust.

    Raises:
        Corrupt: a raw object is not what it was, or a file does not give back what went into it.
    """
    files: list[File] = []
    repeats = conflicts = believed = 0
    ends: dict[DeviceName, Carried] = {}
    lines = lines_of(named, raw)
    by = trust.bases(named, lines)
    for block in blocks(lines, by, trust.profiles):
        content = rows.pack(block.kept)
        proof = proof_of(each.reading for each in block.kept)
        if proof_of(rows.unpack(content)) != proof:
            raise Corrupt(
                f"the readings of {named.site} on {named.day} do not survive packing", day=named.day
            )
        first, last = block.devices[0], block.devices[-1]
        files.append(days.keep_file(named, content, first=first, last=last, proof=proof))
        repeats, conflicts = repeats + block.repeats, conflicts + block.conflicts
        believed += trust_digest(each.reading for each in block.kept)
        ends |= block.ends
    settlement = days.keep_settlement(named, Settlement(by, ends))
    return msgspec.structs.replace(
        named,
        files=tuple(files),
        proof=together(file.proof for file in files),
        repeats=repeats,
        conflicts=conflicts,
        settlement=settlement,
        trust=f"{believed % MODULUS:064x}",
    )


def lines_of(manifest: Manifest, raw: RawReadings) -> Lines:
    """Read the raw lines of a day, those of each device together.

    Raises:
        Corrupt: an object is not what it was when it was taken in.
    """
    found: defaultdict[DeviceName, list[bytes]] = defaultdict(list)
    sources = {source.key: source for source in manifest.sources}
    for source, lines in raw.read(list(sources)):
        if source != sources[source.key]:
            raise Corrupt(f"the raw object {source.key} is not what was taken in", key=source.key)
        for line in lines:
            if line.day == manifest.day:
                found[line.device].append(line.content)
    return found


def blocks(lines: Lines, by: Mapping[DeviceName, Basis], profiles: KnownProfiles) -> Iterator[Block]:
    """Settle devices in order of their names and cut where a file is full; lines that are done are let go."""
    block, held = Block([], [], 0, 0, {}), 0
    for device in sorted(lines):
        done = settled(readings_of(lines.pop(device)))
        kept, end = _believed(done.kept, by.get(device), profiles)
        block.devices.append(device)
        block.kept.extend(kept)
        if end is not None:
            block.ends[device] = end
        block = block._replace(
            repeats=block.repeats + done.repeats, conflicts=block.conflicts + done.conflicts
        )
        held += sum(len(each.reading.values) or 1 for each in done.kept)
        if held >= ROWS_A_FILE:
            yield block
            block, held = Block([], [], 0, 0, {}), 0
    if block.devices:
        yield block


def _believed(
    kept: list[Kept], basis: Basis | None, profiles: KnownProfiles
) -> tuple[list[Kept], Carried | None]:
    """Settle the trust in the readings of a device.

    What was read by a profile that is not known keeps the doubts that it came with.
    """
    if basis is None:
        return kept, None
    known = profiles.of({_profile_of(each) for each in kept})
    ordered = sorted(kept, key=lambda each: (each.reading.boot, each.reading.seq, each.variant))
    sound = [each for each in ordered if _profile_of(each) in known]
    done = settle((each.reading for each in sound), known, basis)
    others = [each for each in ordered if _profile_of(each) not in known]
    believed = [
        sound[place]._replace(reading=reading)
        for place, reading in zip(done.places, done.readings, strict=True)
    ]
    return others + believed, done.end


def _profile_of(kept: Kept) -> ProfileKey:
    return kept.reading.tenant, kept.reading.profile, kept.reading.profile_version
