"""SenML records resolved: base values applied, each with its name, time, unit and value (RFC 8428, 4.6)."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from spotter.contracts.readings import RefusalReason
from spotter.domain.decoding import Fields, Refused

VERSION = 10
"""The version of SenML that RFC 8428 defines; a pack of a later one may mean something else."""

LABELS = {
    -1: "bver",
    -2: "bn",
    -3: "bt",
    -4: "bu",
    -5: "bv",
    -6: "bs",
    0: "n",
    1: "u",
    2: "v",
    3: "vs",
    4: "vb",
    5: "s",
    6: "t",
    7: "ut",
    8: "vd",
}
"""The numbers by which CBOR names the labels (RFC 8428, table 4)."""

_VALUES = ("v", "vs", "vb", "vd")
_TEXTS = ("bn", "n", "bu", "u")
_NUMBERS = ("bt", "t", "bv", "bver")


class Record(NamedTuple):
    """One measurement. A time below 2**28 s counts from now. Without a value there is only a sum."""

    name: str
    time: float
    unit: str | None
    value: object
    has_value: bool

    def as_fields(self) -> Fields:
        """Give the value with its unit, as an item states them."""
        unit: Fields = {} if self.unit is None else {"unit": self.unit}
        return {"value": self.value, **unit} if self.has_value else unit


def resolved(pack: Iterable[object]) -> Iterator[Record | Refused | None]:
    """Resolve records in order; what cannot be used comes as Refused, a record of base values only as None.

    Raises:
        Refused: the pack is of a version that is not known.
    """
    base: Fields = {}
    for said in pack:
        record = _labelled(said)
        if isinstance(record, Refused):
            yield record
            continue
        if record.get("bver", VERSION) not in range(1, VERSION + 1):
            raise Refused(RefusalReason.MALFORMED, f"SenML version {ascii(record['bver'])[:20]} is not known")
        base |= {label: record[label] for label in record.keys() & {"bn", "bt", "bu", "bv"}}
        yield _resolved(record, base)


def _labelled(said: object) -> Fields | Refused:
    """Give a record with its labels as texts, each of its type."""
    if not isinstance(said, dict):
        return Refused(RefusalReason.MALFORMED, "a SenML record is a map")
    record: Fields = {LABELS.get(label, "") if type(label) is int else label: v for label, v in said.items()}
    for label in record:
        if str(label).endswith("_"):
            sentence = f"the label {ascii(label)[:40]} must be understood and is not"
            return Refused(RefusalReason.MALFORMED, sentence)
    for label in _TEXTS:
        if not isinstance(record.get(label, ""), str):
            return Refused(RefusalReason.WRONG_TYPE, f"{label} must be a text")
    for label in _NUMBERS:
        if not _is_number(record.get(label, 0)):
            return Refused(RefusalReason.WRONG_TYPE, f"{label} must be a number")
    return record


def _resolved(record: Fields, base: Fields) -> Record | Refused | None:
    given = [label for label in _VALUES if label in record]
    if len(given) > 1:
        return Refused(RefusalReason.MALFORMED, f"a record has one value, not {' and '.join(given)}")
    if not given and not record.keys() & {"n", "s"}:
        return None
    value = record[given[0]] if given else None
    if given == ["v"] and base.get("bv") and _is_number(value):
        value = value + base["bv"]  # type: ignore[operator]  # both were seen to be numbers
    unit = record.get("u", base.get("bu"))
    return Record(
        name=f"{base.get('bn', '')}{record.get('n', '')}",
        time=base.get("bt", 0) + record.get("t", 0),  # type: ignore[operator]  # checked above
        unit=unit if isinstance(unit, str) else None,
        value=value,
        has_value=bool(given),
    )


def _is_number(value: object) -> bool:
    try:
        return type(value) in {int, float} and math.isfinite(float(value))  # type: ignore[arg-type]
    except OverflowError:
        return False
