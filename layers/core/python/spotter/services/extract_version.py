"""Extract a version of a dataset: what a definition says, as it was known at a moment, frozen.

Day by day the readings of a site are laid out wide. What a day came to is kept under what it was made from,
so whoever goes on after an invocation that ended, or died, makes no day again. The version is visible last.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from itertools import chain

import msgspec

from spotter.contracts.datasets import Column, DatasetManifest, Extraction, Order, Plan, Version
from spotter.domain.catalogue.made_runs import SUCCEEDED, Ended, entry_of_freeze
from spotter.domain.columns import joined
from spotter.domain.datasets import version_name, warnings_about
from spotter.domain.part_tree import planted
from spotter.errors import Invalid
from spotter.ports.clock import Clock
from spotter.services.note_things import note, note_versions
from spotter.services.plan_extraction import WORKERS, PlanExtraction, Share, Stores
from spotter.stores.code_version import code_version
from spotter.stores.extractions import Step

RESERVE_S = 120.0
"""What must be left of an invocation to begin another day: one takes seconds, a large one a minute."""


class ExtractVersion:
    """The use case with the stores that it works on."""

    def __init__(self, plan: PlanExtraction, stores: Stores, clock: Clock) -> None:
        self._plan = plan
        self._stores = stores
        self._clock = clock

    def days(self, order: Order) -> list[str]:
        """Plan, and name the days that can be made beside one another, by site and day."""
        _, shares = self._plan(order)
        return [_place(share) for share in shares]

    def make(self, order: Order, day: str) -> None:
        """Make one of these days; whoever makes the version finds it."""
        plan, shares = self._plan(order)
        for share in shares:
            if _place(share) == day:
                self._step(order, plan, share, lambda: float("inf"))

    def __call__(self, order: Order, *, left_s: Callable[[], float]) -> DatasetManifest | None:
        """Make the version, or as much of it as there is time for; None where somebody has to go on.

        Raises:
            Invalid: there is nothing in the range, or a channel that was asked for has no value.
            Oversized: a day is more than a function can hold.
            Corrupt: something that it reads is not what was written.
        """
        plan, shares = self._plan(order)
        self._note(order, 0, len(shares))
        steps: list[Step] = []
        with ThreadPoolExecutor(WORKERS) as pool:
            for step in pool.map(lambda share: self._step(order, plan, share, left_s), shares):
                if step is None:
                    return None
                steps.append(step)
                self._note(order, len(steps), len(shares))
        manifest = self._published(order, plan, [step for step in steps if step.parts])
        self._note(order, len(steps), len(shares), manifest.version)
        self._tell(order, Extraction(order.run, len(steps), len(shares), manifest.version), manifest.parent)
        return manifest

    def _tell(self, order: Order, done: Extraction, before: Version | None) -> None:
        """Put the version and the run that made it into the catalogue; the one before is current no more."""
        stores, at = self._stores, (order.definition.tenant, order.definition.name)
        note_versions(stores.catalogue, stores.versions, *at, done.version, before)
        note(stores.catalogue, entry_of_freeze(*at, done, Ended(SUCCEEDED), now=self._clock(), by=order.by))

    def _note(self, order: Order, done: int, total: int, version: str | None = None) -> None:
        definition = order.definition
        progress = Extraction(order.run, done, total, version)
        self._stores.extractions.note(definition.tenant, definition.name, progress)

    def _step(self, order: Order, plan: Plan, share: Share, left_s: Callable[[], float]) -> Step | None:
        """Lay a day out, unless that was done before; None where there is no time for it."""
        tenant, name, versions = order.definition.tenant, order.definition.name, self._stores.versions
        made_from = _digest(share, plan.columns)
        known = self._stores.extractions.step(tenant, name, made_from)
        if known is not None or left_s() < RESERVE_S:
            return known
        parts, columns = [], []
        for written in self._stores.tables.widen(share.day.pieces(), share.cut, plan.columns):
            place = f"{share.day.site}/{share.day.day}/{written.first}"
            parts.append(versions.keep_part(tenant, name, written.content, place=place, rows=written.rows))
            columns.append(written.columns)
        step = Step(tuple(parts), joined(columns) if columns else ())
        self._stores.extractions.keep_step(tenant, name, made_from, step)
        return step

    def _published(self, order: Order, plan: Plan, steps: Sequence[Step]) -> DatasetManifest:
        definition, versions = order.definition, self._stores.versions
        if not steps:
            raise Invalid("there is nothing in the range: nobody wore what was asked for", rows=0)
        tenant, name = definition.tenant, definition.name
        parts = list(chain.from_iterable(step.parts for step in steps))
        columns, rows = joined(step.columns for step in steps), sum(part.rows for part in parts)
        tree = planted(parts, versions.nodes(tenant, name))
        dataset = versions.dataset(tenant, name)
        first, last = _span(columns)
        manifest = DatasetManifest(
            tenant=tenant,
            dataset=name,
            version=version_name(definition, order.known_at, columns, tree),
            origin="extracted",
            columns=columns,
            rows=rows,
            size=sum(part.size for part in parts),
            parts=tree,
            known_at=order.known_at,
            code=code_version(),
            made_at=self._clock(),
            by=order.by,
            definition=definition,
            parent=dataset.document.head,
            sources=plan.sources,
            first_at=first,
            last_at=last,
            warnings=tuple(warnings_about(columns, rows)),
        )
        return versions.publish(manifest, dataset=dataset)


def _place(share: Share) -> str:
    return f"{share.day.site}/{share.day.day}"


def _digest(share: Share, columns: Sequence[Column]) -> str:
    """Name what a step is made from: the code, the sources of the day and what is taken of them."""
    told = (code_version(), share.day.made_from, share.cut, columns)
    return hashlib.sha256(msgspec.json.encode(told, order="deterministic")).hexdigest()


def _span(columns: Sequence[Column]) -> tuple[datetime | None, datetime | None]:
    at = next(column for column in columns if column.name == "at")
    first, last = (None if s is None else datetime.fromtimestamp(s, UTC) for s in (at.minimum, at.maximum))
    return first, last
