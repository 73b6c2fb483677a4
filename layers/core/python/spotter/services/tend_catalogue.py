"""Tend the catalogue: prove every file, repair it from its copy, and do what the policies say.

A pass looks at each thing once, in the order of their changes, and goes on where the last one stopped. What
it does twice does no harm: a file that is right is left alone, a thing that is retired stays so.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from functools import partial
from typing import NamedTuple

from spotter.contracts.catalogue import Edit, Entry, HeldFile, Triple
from spotter.contracts.names import Tenant
from spotter.contracts.policies import Happening, Planned, Policy
from spotter.domain.catalogue.policies import is_kept_twice, retired_by, told_of
from spotter.errors import NotFound
from spotter.ports.bell import Bell
from spotter.ports.objects import Objects
from spotter.services.files_of_things import files_of
from spotter.services.keep_catalogue import edit_thing, retire_thing
from spotter.stores.catalogue import Catalogue
from spotter.stores.policies import Policies
from spotter.stores.rounds import Rounds

AT_ONCE = 100
FILES_AT_ONCE = 4
"""Files that are read beside one another, each with its copy; a function holds so many of the largest."""


class Tended(NamedTuple):
    """What a pass looked at, what it did or would do, and how many bytes it read."""

    things: int
    files: int
    size: int
    done: tuple[Planned, ...]

    def with_(self, other: Tended) -> Tended:
        """Add what was done beside it."""
        things, files, size = self.things + other.things, self.files + other.files, self.size + other.size
        return Tended(things, files, size, self.done + other.done)


class TendCatalogue:
    """The use case with what it works on; `lake` holds the files, `replica` their copies."""

    def __init__(
        self,
        *,
        catalogue: Catalogue,
        policies: Policies,
        rounds: Rounds,
        lake: Objects,
        replica: Objects,
        bell: Bell,
        clock: Callable[[], datetime],
    ) -> None:
        self._catalogue = catalogue
        self._policies = policies
        self._rounds = rounds
        self._lake = lake
        self._replica = replica
        self._bell = bell
        self._clock = clock
        self._pool = ThreadPoolExecutor(FILES_AT_ONCE)

    def __call__(self, tenant: Tenant, *, until: datetime, dry_run: bool = False) -> Tended:
        """Look at the things of a tenant until all were seen or the time is over.

        A dry run begins at the first thing, writes nothing, and says what would be done.
        """
        policies = self._in_force(tenant)
        at, within = (0, 0) if dry_run else self._rounds.begun(tenant)
        last = self._catalogue.number(tenant)
        tended = Tended(0, 0, 0, ())
        while self._clock() < until:
            entries, reached = self._catalogue.changed_since(tenant, at, most=AT_ONCE)
            due = [each for each in entries if at < each.number <= min(reached, last)]
            for entry in sorted(due, key=lambda each: each.number):
                part, stopped = self._tended(policies, entry, within, until, dry_run=dry_run)
                tended, within = tended.with_(part), 0
                if stopped is not None:
                    self._stop(tenant, entry.number - 1, stopped, dry_run=dry_run)
                    return tended
            at = 0 if reached >= last else reached
            self._stop(tenant, at, 0, dry_run=dry_run)
            if at == 0:
                break
        return tended

    def _stop(self, tenant: Tenant, number: int, within: int, *, dry_run: bool) -> None:
        if not dry_run:
            self._rounds.stopped(tenant, number, within)

    def _in_force(self, tenant: Tenant) -> tuple[Policy, ...]:
        chosen = self._policies.find(tenant)
        return chosen.policies if chosen else ()

    def _tended(
        self, policies: Sequence[Policy], entry: Entry, within: int, until: datetime, *, dry_run: bool
    ) -> tuple[Tended, int | None]:
        """Prove the files of a thing from the group `within` on; say where to go on where time is up."""
        done: list[Planned] = []
        files = size = 0
        for group, several in enumerate(files_of(self._lake, entry)):
            if group < within:
                continue
            if self._clock() >= until:
                return Tended(0, files, size, tuple(done)), group
            prove = partial(self._proved, policies, entry, dry_run=dry_run)
            proved = self._pool.map(prove, several)
            done += [planned for planned in proved if planned is not None]
            files, size = files + len(several), size + sum(file.size for file in several)
        return Tended(1, files, size, (*done, *self._retired(policies, entry, dry_run=dry_run))), None

    def _retired(self, policies: Sequence[Policy], entry: Entry, *, dry_run: bool) -> list[Planned]:
        now = self._clock()
        retired = retired_by(policies, entry, now)
        if retired is None:
            return []
        if not dry_run:
            retire_thing(self._catalogue, entry.tenant, entry.id, why=retired.why, now=now)
            self._tell(policies, entry, Happening.RETIRED, retired.why)
        return [retired]

    def _proved(
        self, policies: Sequence[Policy], entry: Entry, file: HeldFile, *, dry_run: bool
    ) -> Planned | None:
        """Prove a file and its copy; repair the one that is wrong from the one that is right."""
        kept, copied = _content(self._lake, file), _content(self._replica, file)
        wanted = copied is not None or is_kept_twice(policies, entry)
        if kept is None and copied is None:
            return self._lost(entry, file, dry_run=dry_run)
        if kept is not None and (copied is not None or not wanted):
            return None
        if kept is None and copied is not None:
            return self._repaired(policies, entry, file, copied, dry_run=dry_run)
        if not dry_run and kept is not None:
            self._replica.put(file.key, kept)
        return Planned("replicate", entry.id, "copy", file.key)

    def _repaired(
        self, policies: Sequence[Policy], entry: Entry, file: HeldFile, content: bytes, *, dry_run: bool
    ) -> Planned:
        if not dry_run:
            self._lake.put(file.key, content)
            self._mark(entry, "repaired_at")
            self._tell(policies, entry, Happening.REPAIRED, file.key)
        return Planned("integrity", entry.id, "repair", file.key)

    def _lost(self, entry: Entry, file: HeldFile, *, dry_run: bool) -> Planned:
        if not dry_run:
            before = {triple.attribute for triple in entry.triples}
            if "lost_at" not in before:
                self._mark(entry, "lost_at")
                self._bell.ring(
                    f"lost: {entry.id}", f"{file.key} of {entry.id} is not what it was, nor its copy"
                )
        return Planned("integrity", entry.id, "lost", file.key)

    def _mark(self, entry: Entry, attribute: str) -> None:
        now = self._clock()
        mark = Edit(set=(Triple(attribute, now.isoformat(), "time"),))
        edit_thing(self._catalogue, entry.tenant, entry.id, mark, expected=None, now=now)

    def _tell(self, policies: Sequence[Policy], entry: Entry, happening: Happening, what: str) -> None:
        if named := list(told_of(policies, entry, happening)):
            self._bell.ring(f"{happening}: {entry.id}", f"{what}. Told by {', '.join(named)}.")


def _content(objects: Objects, file: HeldFile) -> bytes | None:
    """Read a file if it is still what it was, bit for bit; None where it is not there or not that."""
    try:
        content = objects.get(file.key)
    except NotFound:
        return None
    return content if hashlib.sha256(content).hexdigest() == file.sha256 else None


def held(key: str, content: bytes) -> HeldFile:
    """Say what a file has to be from now on."""
    return HeldFile(key, hashlib.sha256(content).hexdigest(), len(content))
