"""Plan an extraction: its sources, their columns, and what of each day belongs to it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime, time, timedelta
from typing import NamedTuple

from spotter.contracts.assignments import Assignment
from spotter.contracts.datasets import (
    Column,
    ColumnType,
    Cut,
    DatasetDefinition,
    DatasetManifest,
    Order,
    Plan,
    Sources,
    Worn,
)
from spotter.contracts.names import DeviceName
from spotter.contracts.profiles import ChannelType
from spotter.domain.assignments import stints
from spotter.domain.columns import columns_of
from spotter.domain.datasets import refuse_undefinable
from spotter.errors import Invalid, Oversized
from spotter.ports.tables import Tables
from spotter.services.find_sources import FindSources, SourceDay
from spotter.stores.assignments import Assignments
from spotter.stores.catalogue import Catalogue
from spotter.stores.dataset_versions import DatasetVersions
from spotter.stores.extractions import Extractions
from spotter.stores.pseudonyms import Pseudonyms
from spotter.stores.registry import Registry

WORKERS = 2
"""Days laid out beside one another: a function of that size has two processors and more."""

BYTES_A_VALUE = 120
"""What a value takes while it is laid out: its row of the archive, unpacked, with some air."""

HOLDS_BYTES = 10 * 2**30
"""What a function can hold at most, in memory and in its folder."""


_TYPES = {
    ChannelType.NUMBER: ColumnType.NUMBER,
    ChannelType.INTEGER: ColumnType.INTEGER,
    ChannelType.BOOLEAN: ColumnType.FLAG,
    ChannelType.STRING: ColumnType.TEXT,
}


class Stores(NamedTuple):
    """What an extraction reads and writes."""

    sources: FindSources
    tables: Tables
    versions: DatasetVersions
    extractions: Extractions
    registry: Registry
    assignments: Assignments
    pseudonyms: Pseudonyms
    catalogue: Catalogue


class Share(NamedTuple):
    """A day of a site, and what of it belongs to the version."""

    day: SourceDay
    cut: Cut


class PlanExtraction:
    """The use case with the stores that it reads."""

    def __init__(self, stores: Stores, *, holds_bytes: int = HOLDS_BYTES) -> None:
        self._stores = stores
        self._holds = holds_bytes

    def __call__(self, order: Order) -> tuple[Plan, list[Share]]:
        """Give the plan of an extraction, which is made once, and the days that it comes down to.

        Raises:
            Invalid: there is nothing in the range, or a channel that was asked for has no value.
            Oversized: a day is more than a function can hold; the sentence says how much, and the way around.
        """
        definition = order.definition
        refuse_undefinable(definition)
        kept = self._stores.extractions
        plan = kept.plan(definition.tenant, definition.name, order.run)
        if plan is not None:
            return plan, self._shares(order, plan)
        before = self._stores.versions.answering(definition, order.known_at)
        plan = self._planned(order) if before is None else _planned_again(before)
        kept.keep_plan(definition.tenant, definition.name, order.run, plan)
        return plan, self._shares(order, plan)

    def _planned(self, order: Order) -> Plan:
        """Name the sources and look at every value, to know which columns there are."""
        definition = order.definition
        named = self._stores.sources(definition.tenant, definition.sites, definition.since, definition.until)
        kinds: defaultdict[str, frozenset[ColumnType]] = defaultdict(frozenset)
        shares = self._shares(order, Plan(named, ()))
        with ThreadPoolExecutor(WORKERS) as pool:
            for found in pool.map(
                lambda each: self._stores.tables.kinds(each.day.pieces(), each.cut), shares
            ):
                for channel, types in found.items():
                    kinds[channel] |= types
        _demand(order, kinds)
        said = said_by_profiles(self._stores.registry, definition)
        told = {channel: _with_said(types, said.get(channel)) for channel, types in kinds.items()}
        return Plan(named, columns_of(told, {channel: each.unit for channel, each in said.items()}))

    def _shares(self, order: Order, plan: Plan) -> list[Share]:
        definition = order.definition
        worn = tuple(worn_in(definition, order.known_at, self._stores.assignments, self._stores.pseudonyms))
        days = self._stores.sources.days(plan.sources, definition.since, definition.until)
        shares = [Share(day, _cut(order, day, worn)) for day in days]
        for share in shares:
            self._refuse_too_much(share.day)
        return shares

    def _refuse_too_much(self, day: SourceDay) -> None:
        needed = day.values * BYTES_A_VALUE * WORKERS
        if needed > self._holds:
            raise Oversized(
                f"{day.site} on {day.day} has {day.values} values: laying them out takes "
                f"{needed / 2**30:.1f} GB, and a function holds {self._holds / 2**30:.1f} GB. Name "
                "fewer devices, or run the query that `spotter dataset plan` writes on Athena",
                day=day.day,
                values=day.values,
                needed_bytes=needed,
            )


class SaidChannel(NamedTuple):
    """What profiles say of a channel: its types and its unit."""

    types: frozenset[ColumnType]
    unit: str


def said_by_profiles(registry: Registry, definition: DatasetDefinition) -> dict[str, SaidChannel]:
    """Give what the profiles of a definition say now of its channels."""
    said: dict[str, SaidChannel] = {}
    for profile in registry.profiles(definition.tenant):
        if definition.profile in {None, profile.name}:
            for name, channel in profile.channels.items():
                before = said.get(name, SaidChannel(frozenset(), ""))
                types = before.types | {_TYPES[channel.type]}
                said[name] = SaidChannel(types, channel.unit or before.unit)
    return said


def worn_in(
    definition: DatasetDefinition, known_at: datetime, assignments: Assignments, pseudonyms: Pseudonyms
) -> Iterator[Worn]:
    """Give who wore what, as it was known then, under pseudonyms."""
    named = pseudonyms.of(definition.tenant)
    histories: defaultdict[DeviceName, list[Assignment]] = defaultdict(list)
    for statement in assignments.of_tenant(definition.tenant):
        histories[statement.device].append(statement)
    for device, history in sorted(histories.items()):
        for stint in stints(history, device, known_at):
            if not definition.workers or stint.worker in definition.workers:
                yield Worn(device, named(stint.worker), stint.since, stint.until)


def _cut(order: Order, day: SourceDay, worn: Sequence[Worn]) -> Cut:
    """Say what of a day belongs to a version, and nothing of other days: it does not change with them."""
    definition = order.definition
    midnight = datetime.combine(date.fromisoformat(day.day), time(), UTC)
    since = max(definition.since, midnight).astimezone(UTC)
    until = min(definition.until, midnight + timedelta(days=1)).astimezone(UTC)
    return Cut(
        site=day.site,
        since=since,
        until=until,
        known_at=order.known_at,
        profile=definition.profile,
        devices=definition.devices,
        channels=definition.channels,
        trusts=definition.trusts,
        every_s=definition.every_s,
        kept=definition.kept,
        worn=tuple(
            each for each in worn if each.since < until and (each.until is None or each.until > since)
        ),
        only_worn=bool(definition.workers),
    )


def _planned_again(before: DatasetManifest) -> Plan:
    """Plan as for the version that the same was asked for.

    What is archived never changes, but what is believed of it may be settled anew, and a profile may say
    something else. So a version that is made again has the same sources and columns, and the same bytes.
    """
    columns = tuple(
        Column(each.name, each.type, each.channel, each.unit) for each in before.columns if each.channel
    )
    return Plan(before.sources or Sources((), ()), columns)


def _with_said(types: frozenset[ColumnType], said: SaidChannel | None) -> frozenset[ColumnType]:
    """Take whole numbers for numbers where the profile says that the channel holds numbers."""
    if said is not None and types == {ColumnType.INTEGER} and ColumnType.NUMBER in said.types:
        return types | {ColumnType.NUMBER}
    return types


def _demand(order: Order, kinds: Mapping[str, object]) -> None:
    definition = order.definition
    if not kinds:
        sentence = (
            f"there is nothing in the range: no reading at {', '.join(definition.sites)} from "
            f"{definition.since.isoformat()} to {definition.until.isoformat()} that had arrived by "
            f"{order.known_at.isoformat()} is of this definition"
        )
        raise Invalid(sentence, rows=0)
    if missing := [channel for channel in definition.channels if channel not in kinds]:
        sentence = f"column {missing[0]} would be all missing: the channel has no value in this range"
        raise Invalid(
            f"{sentence}; leave it out, or ask for another time", field="channels", channels=missing
        )
