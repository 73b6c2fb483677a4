"""Annotations: what each annotator says of a site, by label and annotator."""

from __future__ import annotations

from collections.abc import Sequence

from spotter.contracts.annotations import Opinion
from spotter.contracts.names import LabelName, SiteName, Tenant
from spotter.errors import Invalid
from spotter.ports.records import Key, Records, Write
from spotter.stores.documents import Documents, Stored, encoded

MOST_BYTES = 380_000
"""What fits into one record, with room for its key."""

MOST_TOGETHER = 3_500_000
"""What one transaction takes, with room for keys."""

MOST_AT_ONCE = 100
"""Opinions that are written together."""


class Annotations:
    """The opinions of a tenant's annotators."""

    def __init__(self, records: Records) -> None:
        self._records = records
        self._opinions = Documents(records, Opinion)

    def of_site(self, tenant: Tenant, site: SiteName) -> list[Opinion]:
        """Give every opinion on a site, by label and annotator."""
        found = self._opinions.query(f"{tenant}#annotations", prefix=f"{site}#")
        return [stored.document for stored in found]

    def some(
        self, tenant: Tenant, site: SiteName, voices: Sequence[tuple[LabelName, str]]
    ) -> dict[tuple[LabelName, str], Stored[Opinion]]:
        """Read some opinions at once; who has said nothing yet is left out."""
        found = self._opinions.get_many([_key(tenant, site, *voice) for voice in voices])
        return {(each.document.label, each.document.annotator): each for each in found.values()}

    def put_all(self, tenant: Tenant, site: SiteName, opinions: Sequence[tuple[Opinion, int | None]]) -> None:
        """Write opinions, each with the version that it replaces: all, or none.

        Raises:
            Invalid: they are too many or too long for one writing.
            Conflict: somebody else wrote one in the meantime.
        """
        if len(opinions) > MOST_AT_ONCE:
            sentence = f"a file has at most {MOST_AT_ONCE} pairs of label and annotator; cut it"
            raise Invalid(sentence, field="file", given=len(opinions))
        writes = [
            Write(_key(tenant, site, opinion.label, opinion.annotator), encoded(opinion), expected)
            for opinion, expected in opinions
        ]
        for (opinion, _), write in zip(opinions, writes, strict=True):
            if len(write.body.encode()) > MOST_BYTES:
                sentence = f"{opinion.annotator} has too many intervals of {opinion.label} for one record"
                raise Invalid(f"{sentence}; take another label", given=len(opinion.annotations))
        together = sum(len(write.body.encode()) for write in writes)
        if together > MOST_TOGETHER:
            sentence = "these annotators have said too much for one writing; bring a file for each of them"
            raise Invalid(sentence, field="file", bytes=together)
        self._records.put_all(writes)


def _key(tenant: Tenant, site: SiteName, label: LabelName, annotator: str) -> Key:
    return Key(f"{tenant}#annotations", f"{site}#{label}#{annotator}")
