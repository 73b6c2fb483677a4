"""An Optuna journal in versioned records: one line of the journal a record, appended by conditional write."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from typing import Any

from optuna.storages.journal import BaseJournalBackend

from spotter.errors import Conflict
from spotter.ports.records import Key, Records, Write

PAGE = 25


class RecordsJournal(BaseJournalBackend):
    """The journal of one partition. `beside` is written with the next lines, or nothing is.

    Appending costs one write where nobody else appended since the last look; whoever was second looks again.
    """

    def __init__(self, records: Records, partition: str) -> None:
        self._records = records
        self._partition = partition
        self._end = 0
        self.beside: Sequence[Write] = ()

    def read_logs(self, log_number_from: int) -> Iterable[dict[str, Any]]:
        """Give the lines from a number on."""
        lines: list[dict[str, Any]] = []
        while True:
            at = log_number_from + len(lines)
            keys = [self._key(number) for number in range(at, at + PAGE)]
            found = self._records.get_many(keys)
            lines += [json.loads(found[key].body) for key in keys if key in found]
            if len(found) < PAGE:
                self._end = log_number_from + len(lines)
                return lines

    def append_logs(self, logs: list[dict[str, Any]]) -> None:
        """Append lines, and what is to be written beside them, in one transaction.

        Raises:
            Conflict: what was to be written beside them expected something else.
        """
        while True:
            at = self._end
            lines = [Write(self._key(at + n), json.dumps(line), None) for n, line in enumerate(logs)]
            try:
                self._records.put_all([*self.beside, *lines])
            except Conflict:
                if not self.read_logs(at):
                    raise
            else:
                return

    def _key(self, number: int) -> Key:
        return Key(self._partition, f"log#{number:08}")
