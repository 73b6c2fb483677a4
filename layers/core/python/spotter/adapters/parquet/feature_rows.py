"""The SQL around features: readings as columns of numbers, and computed rows as Parquet."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from pathlib import Path

from spotter.adapters.parquet.wide import FORMAT
from spotter.adapters.parquet.workshop import quoted

_TIMES = 'epoch_us("at") AS "at", epoch_us(arrived) AS arrived'
_NUMERIC = "coalesce(number, integer::DOUBLE, flag::INTEGER::DOUBLE)"


def narrow(files: Iterable[Path], channels: int) -> str:
    """Bring the values of so many channels together: a row for what a device measured and sent at once."""
    values = "".join(
        f", coalesce(any_value({_NUMERIC}) FILTER (WHERE channel = $channel_{at}), 'nan'::DOUBLE) AS v{at}"
        for at in range(channels)
    )
    return f"""
        SELECT device, {_TIMES}{values} FROM read_parquet([{_listed(files)}])
        WHERE "at" >= $since AND "at" < $until AND arrived <= $known_at AND reason IS NULL
              AND profile = $profile
        GROUP BY device, "at", arrived"""  # noqa: S608 - our own words


def wide(files: Iterable[Path], channels: Sequence[str], there: Collection[str]) -> str:
    """Take the channels of the parts of a dataset version as numbers."""
    values = "".join(
        f", coalesce({_name(name)}::DOUBLE, 'nan'::DOUBLE) AS v{at}"
        if name in there
        else f", 'nan'::DOUBLE AS v{at}"
        for at, name in enumerate(channels)
    )
    return f"""
        SELECT device, {_TIMES}{values} FROM read_parquet([{_listed(files)}])
        WHERE site = $site AND "at" >= $since AND "at" < $until AND arrived <= $known_at"""  # noqa: S608 - our own words


def later(files: Iterable[Path]) -> str:
    """Count what had not arrived yet."""
    return f"""
        SELECT count(*) FROM read_parquet([{_listed(files)}])
        WHERE "at" >= $since AND "at" < $until AND arrived > $known_at"""  # noqa: S608 - our own words


def prior(files: Iterable[Path], names: Sequence[str]) -> str:
    """Read rows that were made before, of the devices that are registered, the latest last."""
    values = "".join(f", coalesce({_name(name)}, 'nan'::DOUBLE) AS f{at}" for at, name in enumerate(names))
    return f"""
        SELECT code, {_TIMES}{values} FROM read_parquet([{_listed(files)}]) AS made
        JOIN devices ON made.device = devices.name ORDER BY code, made."at", made.arrived"""  # noqa: S608 - our own words


def written(names: Sequence[str], target: Path) -> str:
    """Write computed rows, in their order, with names for devices and nothing where nothing is told."""
    values = "".join(
        f", CASE WHEN isnan(f{at}) THEN NULL ELSE f{at} END AS {_name(name)}" for at, name in enumerate(names)
    )
    return f"""
        COPY (SELECT $site AS site, $devices[device + 1] AS device, make_timestamptz("at") AS "at",
                     make_timestamptz(arrived) AS arrived{values} FROM computed)
        TO {quoted(target)} {FORMAT}"""  # noqa: S608 - our own words


def _listed(files: Iterable[Path]) -> str:
    return ", ".join(map(quoted, files))


def _name(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'
