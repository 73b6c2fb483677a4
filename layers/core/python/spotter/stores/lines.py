"""The lines that follow answers, each with every move it made."""

from __future__ import annotations

from collections.abc import Iterator

from spotter.contracts.names import ModelName, ProfileName, SiteName, Tenant
from spotter.domain.followed_lines import Line, LineMove
from spotter.ports.records import Key, Records, Write
from spotter.stores.documents import Documents, Stored, encoded

LINES = "followed-lines"


class Lines:
    """All lines of all tenants: few, and one question gives those of a kind of device."""

    def __init__(self, records: Records) -> None:
        self._records = records
        self._lines = Documents(records, Line)
        self._moves = Documents(records, LineMove)

    def find(
        self, tenant: Tenant, site: SiteName, profile: ProfileName, model: ModelName
    ) -> Stored[Line] | None:
        """Read a line; None where it does not follow answers."""
        return self._lines.get(Key(LINES, _name(tenant, site, profile, model)))

    def of(self, tenant: Tenant, site: SiteName, profile: ProfileName) -> dict[ModelName, Line]:
        """Give the lines of a kind of device, by model."""
        found = self._lines.query(LINES, prefix=f"{tenant}#{site}#{profile}#")
        return {stored.document.model: stored.document for stored in found}

    def all(self) -> Iterator[Stored[Line]]:
        """Give every line."""
        return self._lines.query(LINES)

    def moves(self, tenant: Tenant, site: SiteName, profile: ProfileName, model: ModelName) -> list[LineMove]:
        """Give every move of a line, the first first."""
        return [
            stored.document for stored in self._moves.query(f"line#{_name(tenant, site, profile, model)}")
        ]

    def move(self, line: Line, move: LineMove, *, expected: int | None) -> None:
        """Write a line and the move that led to it, both or neither; or raise Conflict."""
        name = _name(line.tenant, line.site, line.profile, line.model)
        self._records.put_all(
            [
                Write(Key(LINES, name), encoded(line), expected),
                Write(Key(f"line#{name}", f"{move.number:08d}"), encoded(move), None),
            ]
        )


def _name(tenant: Tenant, site: SiteName, profile: ProfileName, model: ModelName) -> str:
    return f"{tenant}#{site}#{profile}#{model}"
