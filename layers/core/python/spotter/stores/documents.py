"""Typed documents over records: one place that turns structs into JSON and back."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Generic, TypeVar

import msgspec

from spotter.errors import Corrupt
from spotter.ports.records import Key, Record, Records, Write

T = TypeVar("T", bound=msgspec.Struct)


class Stored(msgspec.Struct, Generic[T], frozen=True):
    """A document and the version that the next write must expect."""

    document: T
    version: int


class Documents(Generic[T]):
    """Documents of one kind."""

    def __init__(self, records: Records, kind: type[T]) -> None:
        self._records = records
        self._decoder = msgspec.json.Decoder(kind)

    def get(self, key: Key) -> Stored[T] | None:
        """Read a document; None when there is none."""
        record = self._records.get(key)
        return None if record is None else self._stored(record)

    def get_many(self, keys: list[Key]) -> dict[Key, Stored[T]]:
        """Read several documents at once; keys without a document are left out."""
        return {key: self._stored(record) for key, record in self._records.get_many(keys).items()}

    def put(self, key: Key, document: T, *, expected: int | None) -> Stored[T]:
        """Write a document if the stored version is the expected one, else raise Conflict."""
        record = self._records.put(Write(key, encoded(document), expected))
        return Stored(document, record.version)

    def query(self, partition: str, *, prefix: str = "") -> Iterator[Stored[T]]:
        """Give the documents of a partition in order of their sort key."""
        return (self._stored(record) for record in self._records.query(partition, prefix=prefix))

    def _stored(self, record: Record) -> Stored[T]:
        try:
            return Stored(self._decoder.decode(record.body), record.version)
        except msgspec.DecodeError as err:
            sentence = f"the record {record.key.partition} {record.key.sort} cannot be read: {err}"
            raise Corrupt(sentence, key=record.key) from err


def encoded(document: msgspec.Struct) -> str:
    """Write a struct as the JSON text that is stored."""
    return msgspec.json.encode(document).decode()
