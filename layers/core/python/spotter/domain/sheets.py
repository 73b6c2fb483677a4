"""Files that people bring along: unpacked within bounds, decoded, and their delimiter found."""

from __future__ import annotations

import codecs
import csv
import io
import zipfile
import zlib
from collections.abc import Iterator

from spotter.contracts.sheets import SheetForm
from spotter.errors import Invalid, Oversized

MOST_UNPACKED = 4 * 2**30
"""Bytes of a file, unpacked: what a function holds beside the rows that it makes of them."""

MOST_RATIO = 200
"""How much smaller a file may be packed. Sensors' CSV comes down to a tenth; a zip bomb to a thousandth."""

UNSUSPICIOUS = 32 * 2**20
"""Up to here nobody asks how well it was packed."""

ENCODINGS = ("utf-8", "cp949")
"""What is tried in turn; a byte order mark decides before."""

_MARKS = {codecs.BOM_UTF8: "utf-8-sig", codecs.BOM_UTF16_LE: "utf-16", codecs.BOM_UTF16_BE: "utf-16"}
_FORMS: dict[str, SheetForm] = {
    ".csv": "csv",
    ".tsv": "csv",
    ".txt": "csv",
    ".parquet": "parquet",
    ".pq": "parquet",
    ".json": "json",
    ".jsonl": "json",
    ".ndjson": "json",
}
_CHUNK = 2**20
_LOOKED_AT = 64 * 1024
_ROWS_LOOKED_AT = 50


def unpacked(name: str, content: bytes, *, most: int = MOST_UNPACKED) -> tuple[str, bytes]:
    """Give what is in a `.gz` or a `.zip` with one file, and its name; anything else as it is.

    Raises:
        Oversized: it unpacks to more than may be, or to much more than anything measured would.
        Invalid: it is cut off or damaged, or holds several files.
    """
    lower = name.lower()
    if lower.endswith(".gz"):
        return name[:-3], _bounded(name, _gunzipped(name, content), len(content), most)
    if not lower.endswith(".zip"):
        return name, content
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            files = [each for each in archive.infolist() if not each.is_dir()]
            if len(files) != 1:
                raise Invalid(f"{name} holds {len(files)} files; pack one by itself", field="file")
            with archive.open(files[0]) as packed:
                chunks = iter(lambda: packed.read(_CHUNK), b"")
                return files[0].filename, _bounded(name, chunks, len(content), most)
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError) as err:
        raise Invalid(f"{name} is no complete zip file: {err}", field="file") from err


def form_of(name: str) -> SheetForm:
    """Tell the form of a file by the end of its name, or raise Invalid.

    >>> form_of("gas.TSV"), form_of("gas.jsonl")
    ('csv', 'json')
    """
    for end, form in _FORMS.items():
        if name.lower().endswith(end):
            return form
    raise Invalid(f"{name} does not say its form; it should end with {', '.join(_FORMS)}", field="file")


def as_utf8(content: bytes, encoding: str | None) -> tuple[bytes, str]:
    """Give text in UTF-8, and the encoding that it was in.

    Raises:
        Invalid: it is in none that is known, or not in the one that was named; the sentence says where.
    """
    mark = next((name for mark, name in _MARKS.items() if content.startswith(mark)), None)
    tried = (encoding,) if encoding else (mark,) if mark else ENCODINGS
    failures: list[tuple[str, int]] = []
    for each in tried:
        try:
            return content.decode(each).encode(), each.removesuffix("-sig")
        except UnicodeDecodeError as err:
            failures.append((each, err.start))
        except LookupError as err:
            raise Invalid(f"nobody knows the encoding {each}", field="encoding") from err
    name, position = failures[0]
    row, column = _place(content, position)
    told = " or ".join(tried)
    sentence = f"row {row}, column {column}: byte 0x{content[position]:02x} is no {name}"
    raise Invalid(f"{sentence}; the file is not in {told}, name its encoding", field="encoding", row=row)


def delimiter_of(content: bytes) -> str:
    """Find the delimiter of a CSV: the one that cuts the first rows into most columns, all into as many.

    >>> delimiter_of(b"at;ch4;co")
    ';'
    """
    head = content[:_LOOKED_AT].decode(errors="ignore")
    if len(content) > _LOOKED_AT:
        head = head.rpartition("\n")[0]

    def columns(delimiter: str) -> int:
        rows = csv.reader(io.StringIO(head), delimiter=delimiter)
        widths = {len(row) for _, row in zip(range(_ROWS_LOOKED_AT), rows, strict=False) if row}
        return widths.pop() if len(widths) == 1 else 0

    best = max(",;\t|", key=columns)
    if columns(best) > 1:
        return best
    first = head.partition("\n")[0]
    return max(",;\t|", key=first.count)


def _gunzipped(name: str, content: bytes) -> Iterator[bytes]:
    rest = content
    while rest:
        stream = zlib.decompressobj(wbits=31)
        try:
            while rest and not stream.eof:
                yield stream.decompress(rest, _CHUNK)
                rest = stream.unconsumed_tail
            yield stream.flush()
        except zlib.error as err:
            raise Invalid(f"{name} is no gzip file, or damaged: {err}", field="file") from err
        if not stream.eof:
            raise Invalid(f"{name} is cut off; send the whole file", field="file")
        rest = stream.unused_data


def _bounded(name: str, chunks: Iterator[bytes], packed: int, most: int) -> bytes:
    """Put chunks together, and stop at the one that is too many."""
    whole = bytearray()
    for chunk in chunks:
        whole += chunk
        if len(whole) > most:
            raise Oversized(f"{name} unpacks to more than {most} bytes; cut it into files", most=most)
        if len(whole) > UNSUSPICIOUS and len(whole) > packed * MOST_RATIO:
            sentence = f"{name} of {packed} bytes unpacks to more than {MOST_RATIO} times as much"
            raise Oversized(f"{sentence}; that is a zip bomb, or should be sent unpacked", field="file")
    return bytes(whole)


def _place(content: bytes, position: int) -> tuple[int, int]:
    """Tell in which row and column of a CSV a byte is, counted from 1."""
    before = content[:position]
    line = before[before.rfind(b"\n") + 1 :]
    delimiter = delimiter_of(before[:_LOOKED_AT] or b",").encode()
    return before.count(b"\n") + 1, line.count(delimiter) + 1
