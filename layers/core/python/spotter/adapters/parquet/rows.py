"""Rows in Parquet, written and read by DuckDB inside this process: no network, no NumPy."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TYPE_CHECKING, Any

import msgspec

from spotter.adapters.parquet import questions
from spotter.adapters.parquet.staging import LINE, lines
from spotter.adapters.parquet.workshop import Workshop
from spotter.contracts.archive import Bucket, ExportFormat, Selection, Value
from spotter.contracts.names import DeviceName, ProfileName, SiteName, Tenant
from spotter.contracts.readings import Doubt, Reading
from spotter.domain.proofs import moment_of
from spotter.domain.settling import Kept
from spotter.ports.rows import Piece, Rows

ROWS_A_GROUP = 61_440
"""Rows that Parquet keeps statistics for: 30 of DuckDB's vectors; half a day of a channel at 1 s."""

READERS = 8
"""Files fetched at once."""

KEPT_BYTES = 384 * 2**20
"""Files kept at hand for the next question; the folder for temporary files of a function has 512 MiB."""


class ParquetRows:
    """Rows in Parquet files, which are kept at hand in a folder of this process until it is full."""

    def __init__(self, *, threads: int = 2, memory: str = "1GB", folder: Path | None = None) -> None:
        self._shop = Workshop(threads=threads, memory=memory, folder=folder)

    def pack(self, kept: Iterable[Kept]) -> bytes:
        """Pack readings; one thread writes, so that the same readings give the same bytes."""
        with self._shop.scratch() as scratch:
            staged, packed = scratch / "staged.jsonl", scratch / "packed.parquet"
            with staged.open("wb") as file:
                file.writelines(lines(kept))
            with self._shop.connected(threads=1) as database:
                database.execute(questions.packing(staged, packed, LINE, ROWS_A_GROUP))
            return packed.read_bytes()

    def unpack(self, packed: bytes) -> Iterator[Reading]:
        """Give the readings of a file back, in no order."""
        with self._shop.scratch() as scratch, self._shop.connected() as database:
            file = scratch / "packed.parquet"
            file.write_bytes(packed)
            found = database.execute(questions.unpacking(file))
            while some := found.fetchmany(5_000):
                yield from map(_reading, some)

    def values(self, pieces: Sequence[Piece], fresh: bytes | None, wanted: Selection) -> list[Value]:
        """Give the values that are wanted, in order."""
        return [msgspec.convert(row, Value) for row in self._asked(pieces, fresh, wanted)]

    def buckets(self, pieces: Sequence[Piece], fresh: bytes | None, wanted: Selection) -> list[Bucket]:
        """Give the wanted values, brought down to a row for each device, channel and span."""
        return [msgspec.convert(row, Bucket) for row in self._asked(pieces, fresh, wanted)]

    def export(
        self, pieces: Sequence[Piece], fresh: bytes | None, wanted: Selection, form: ExportFormat
    ) -> tuple[bytes, int]:
        """Write what is wanted as a file, and count its rows; times are in UTC."""
        with self._shop.scratch() as scratch, self._shop.connected(threads=1) as database:
            target = scratch / "export"
            question = questions.asking(self._files(pieces, fresh, scratch), wanted)
            written = database.execute(questions.exporting(question, wanted, target, form), question.given)
            count = written.fetchone() or (0,)
            return target.read_bytes(), int(count[0])

    def _asked(
        self, pieces: Sequence[Piece], fresh: bytes | None, wanted: Selection
    ) -> Iterator[dict[str, Any]]:
        with self._shop.scratch() as scratch, self._shop.connected() as database:
            question = questions.asking(self._files(pieces, fresh, scratch), wanted)
            found = database.execute(question.text, question.given)
            columns = [each[0] for each in found.description or ()]
            for row in found.fetchall():
                yield questions.told(dict(zip(columns, row, strict=True)))

    def _files(self, pieces: Sequence[Piece], fresh: bytes | None, scratch: Path) -> questions.Files:
        with ThreadPoolExecutor(READERS) as pool:
            settled = list(pool.map(self._at_hand, pieces))
        if fresh is None:
            return questions.Files(settled, None)
        latest = scratch / "fresh.parquet"
        latest.write_bytes(fresh)
        return questions.Files(settled, latest)

    def _at_hand(self, piece: Piece) -> Path:
        """Give the path of a file, which is fetched when it is not here; the longest unused make room."""
        path = self._shop.folder / "kept" / piece.name.replace("/", "~")
        if path.exists():
            path.touch()
            return path
        content = piece.content()
        path.parent.mkdir(exist_ok=True)
        here = sorted(path.parent.iterdir(), key=lambda each: each.stat().st_mtime_ns, reverse=True)
        room = KEPT_BYTES - len(content)
        for each in here:
            room -= each.stat().st_size
            if room < 0:
                each.unlink()
        path.write_bytes(content)
        return path


def _reading(row: tuple[Any, ...]) -> Reading:  # a row as `questions.unpacking` asks for it
    device, boot, seq, at, arrived, profile, version, _variant, channels, doubts, *typed = row
    values = {
        channel: value
        for channel, *of_channel in zip(channels, *typed, strict=True)
        for value in of_channel
        if value is not None
    }
    return Reading(
        tenant=Tenant(""),
        site=SiteName(""),
        device=DeviceName(device),
        profile=ProfileName(profile),
        profile_version=version,
        boot=boot,
        seq=seq,
        at=moment_of(at),
        arrived=moment_of(arrived),
        values=values,
        doubts={
            channel: tuple(map(Doubt, said)) for channel, said in zip(channels, doubts, strict=True) if said
        },
    )


if TYPE_CHECKING:
    _port: type[Rows] = ParquetRows
