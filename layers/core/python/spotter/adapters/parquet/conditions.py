"""What a selection demands of rows, as SQL conditions over named parameters."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple, Self

from spotter.contracts.archive import Place, Selection

Given = dict[str, object]


class Conditions(NamedTuple):
    """Conditions of the rows that are read, of those that count, and of the buckets they come down to."""

    of_rows: str
    of_found: str
    of_buckets: str
    given: Given

    @classmethod
    def of(cls, wanted: Selection) -> Self:
        """Write what is wanted as conditions."""
        given: Given = {"since": wanted.since, "until": wanted.until}
        return cls(
            of_rows=" AND ".join(_of_rows(wanted, given)),
            of_found=" AND ".join(_of_found(wanted, given)) or "true",
            of_buckets=_after_bucket(wanted, given),
            given=given,
        )


def _of_rows(wanted: Selection, given: Given) -> Iterator[str]:
    yield '"at" >= $since AND "at" < $until'
    for column, names in (("device", wanted.devices), ("channel", wanted.channels)):
        if names is not None:
            yield f"({' OR '.join(_any_of(column, names, given)) or 'false'})"
    if wanted.hidden:
        given["hidden"] = list(wanted.hidden)
        yield "NOT list_contains($hidden, channel)"
    if wanted.stints is not None:
        yield f"({' OR '.join(_stints(wanted, given)) or 'false'})"


def _any_of(column: str, names: tuple[str, ...], given: Given) -> Iterator[str]:
    """Compare with each by itself: by such conditions DuckDB skips row groups, by a list it does not."""
    for number, name in enumerate(names):
        given[f"{column}_{number}"] = name
        yield f"{column} = ${column}_{number}"


def _stints(wanted: Selection, given: Given) -> Iterator[str]:
    for number, stint in enumerate(wanted.stints or ()):
        given |= {f"worn_{number}": stint.device, f"from_{number}": stint.since}
        ends = ""
        if stint.until is not None:
            given[f"to_{number}"] = stint.until
            ends = f' AND "at" < $to_{number}'
        yield f'(device = $worn_{number} AND "at" >= $from_{number}{ends})'


def _of_found(wanted: Selection, given: Given) -> Iterator[str]:
    if not wanted.losers:
        yield "reason IS NULL"
    if wanted.trusts is not None:
        given["trusts"] = [str(trust) for trust in wanted.trusts]
        yield "list_contains($trusts, trust)"
    if wanted.after is not None and wanted.every_s is None:
        given |= _place(wanted.after)
        given |= {"after_boot": wanted.after.boot, "after_seq": wanted.after.seq}
        given |= {"after_arrived": wanted.after.arrived, "after_variant": wanted.after.variant}
        yield (
            '(device, channel, epoch_us("at"), boot, seq, epoch_us(arrived), variant) > '
            "($after_device, $after_channel, $after_at, $after_boot, $after_seq, $after_arrived, "
            "$after_variant)"
        )


def _after_bucket(wanted: Selection, given: Given) -> str:
    if wanted.after is None or wanted.every_s is None:
        return "true"
    given |= _place(wanted.after)
    return '(device, channel, "at") > ($after_device, $after_channel, $after_at)'


def _place(after: Place) -> Given:
    return {"after_device": after.device, "after_channel": after.channel, "after_at": after.at}
