"""Materialise features: add to a table what has become known since, day by day, and show it at the end.

A day whose sources are those of before is not looked at. What a day came to is kept under what it was made
from, so whoever goes on after an invocation that ended, or died, computes no day again.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from itertools import chain

import msgspec

from spotter.contracts.datasets import DatasetPart, Extraction, Tree
from spotter.contracts.names import DatasetName
from spotter.contracts.offline import DayState, Materialisation, OfDataset, OfflineManifest, table_of
from spotter.domain.part_tree import grown, planted
from spotter.ports.clock import Clock
from spotter.ports.feature_days import FeatureDay
from spotter.services.plan_features import A_DAY, FeatureStores, PlanFeatures, Share
from spotter.stores.code_version import code_version
from spotter.stores.extractions import Extractions
from spotter.stores.offline import OfflineStep

WORKERS = 2
"""Days computed beside one another."""

RESERVE_S = 120.0
"""What must be left of an invocation to begin another day."""


class MaterialiseFeatures:
    """The use case with the stores that it works on."""

    def __init__(self, stores: FeatureStores, progress: Extractions, clock: Clock) -> None:
        self._stores = stores
        self._plan = PlanFeatures(stores, workers=WORKERS)
        self._progress = progress
        self._clock = clock

    def __call__(self, order: Materialisation, *, left_s: Callable[[], float]) -> OfflineManifest | None:
        """Make the next version, or as much of it as there is time for; None where somebody has to go on.

        Where nothing has become known since, the current version is the answer.

        Raises:
            Invalid: there is nothing in the range, or the dataset cannot give these features.
            Oversized: a day is more than a function can hold.
            Conflict: another run has made a version meanwhile; it is to be tried again.
        """
        features, table = order.features, table_of(order.origin)
        stored = self._stores.offline.table(features.tenant, features.id, table)
        head = self._stores.offline.head(features.tenant, features.id, table)
        shares = self._plan(order, head)
        self._note(order, 0, len(shares))
        made: list[tuple[Share, OfflineStep | None]] = []
        with ThreadPoolExecutor(WORKERS) as pool:
            for share, step in pool.map(lambda each: self._made(order, each, left_s), shares):
                if step is None and _is_due(order, share):
                    return None
                made.append((share, step))
                self._note(order, len(made), len(shares))
        manifest = _manifest(order, head, made, self._tree(order, head, made))
        if head is not None and _holds(manifest) == _holds(head):
            manifest = head
        else:
            manifest = msgspec.structs.replace(manifest, made_at=self._clock())
            manifest = self._stores.offline.publish(manifest, stored)
        self._note(order, len(made), len(shares), manifest.version)
        return manifest

    def _made(
        self, order: Materialisation, share: Share, left_s: Callable[[], float]
    ) -> tuple[Share, OfflineStep | None]:
        """Compute a day unless that was done before, or there is nothing to do, or no time for it."""
        if not _is_due(order, share):
            return share, None
        told = (code_version(), share.made_from, share.state, [piece.name for piece in share.prior])
        known_at = None if isinstance(order.origin, OfDataset) else order.known_at
        made_from = _digest((told, known_at))
        known = self._stores.offline.step(order, made_from)
        if known is not None or left_s() < RESERVE_S:
            return share, known
        computed = self._stores.days.compute(_day(order, share))
        parts = tuple(
            self._stores.offline.keep_part(
                order, each.content, place=f"{share.site}/{share.day}/{each.first}", rows=each.rows
            )
            for each in computed.parts
        )
        step = OfflineStep(parts, computed.whole)
        self._stores.offline.keep_step(order, made_from, step)
        return share, step

    def _tree(
        self,
        order: Materialisation,
        head: OfflineManifest | None,
        made: Sequence[tuple[Share, OfflineStep | None]],
    ) -> tuple[Tree, list[DatasetPart]]:
        """Put new parts after those that are there; a dataset version has parts of its own."""
        new = list(chain.from_iterable(step.parts for _, step in made if step))
        nodes = self._stores.offline.nodes(order.features.tenant, order.features.id, table_of(order.origin))
        if head is None or isinstance(order.origin, OfDataset):
            return planted(new, nodes), new
        return (grown(head.parts, new, nodes) if new else head.parts), new

    def _note(self, order: Materialisation, done: int, total: int, version: str | None = None) -> None:
        progress = Extraction(order.run, done, total, version)
        self._progress.note(order.features.tenant, progress_of(order.features.name), progress)


def progress_of(features: str) -> DatasetName:
    """Say under which name the runs of a feature set note how far they are; no dataset can be called so."""
    return DatasetName(f"features#{features}")


def _is_due(order: Materialisation, share: Share) -> bool:
    """Tell whether a day may hold anything that is not in the table yet."""
    state = share.state
    return state is None or (state.made_from != share.made_from and state.known_at < order.known_at)


def _day(order: Materialisation, share: Share) -> FeatureDay:
    return FeatureDay(
        features=order.features,
        site=share.site,
        since=share.since,
        until=share.since + A_DAY,
        known_at=order.known_at,
        pieces=share.pieces(),
        wide=isinstance(order.origin, OfDataset),
        air=share.air,
        prior=share.prior,
        prior_known_at=share.state.known_at if share.state else None,
    )


def _manifest(
    order: Materialisation,
    head: OfflineManifest | None,
    made: Sequence[tuple[Share, OfflineStep | None]],
    built: tuple[Tree, list[DatasetPart]],
) -> OfflineManifest:
    tree, new = built
    replaced = isinstance(order.origin, OfDataset)
    before = None if replaced else head
    states = {(each.site, each.day): each for each in before.days} if before else {}
    for share, step in made:
        if step is not None:
            made_from = share.made_from if step.whole else f"{share.made_from}+"
            states[share.site, share.day] = DayState(share.site, share.day, made_from, order.known_at)
    added = sum(part.rows for part in new)
    manifest = OfflineManifest(
        tenant=order.features.tenant,
        features=order.features.id,
        table=table_of(order.origin),
        version="",
        origin=order.origin,
        known_at=max(order.known_at, before.known_at) if before else order.known_at,
        rows=added + (before.rows if before else 0),
        added=added,
        size=sum(part.size for part in new) + (before.size if before else 0),
        parts=tree,
        days=tuple(states[place] for place in sorted(states)),
        code=code_version(),
        made_at=order.known_at,
        by=order.by,
        parent=head.version if head else None,
    )
    return msgspec.structs.replace(manifest, version=_digest(_holds(manifest))[:16])


def _holds(manifest: OfflineManifest) -> tuple[object, ...]:
    """Say what makes a version the one that it is: its rows, and what they were made from."""
    return manifest.features, manifest.table, manifest.parts, manifest.days


def _digest(told: object) -> str:
    return hashlib.sha256(msgspec.json.encode(told, order="deterministic")).hexdigest()[:32]
