"""Pages and claims on them, one record a page, so that two never send the same."""

from __future__ import annotations

from collections.abc import Iterator

from spotter.contracts.names import SiteName, Tenant
from spotter.contracts.pages import Page
from spotter.ports.records import Key, Records
from spotter.stores.documents import Documents, Stored


class Pages:
    """What was claimed, handed over and refused, by alarm, occurrence, calling, person and medium."""

    def __init__(self, records: Records) -> None:
        self._pages = Documents(records, Page)

    def find(self, page: Page) -> Stored[Page] | None:
        """Read what became of a page so far; None when nobody has claimed it."""
        return self._pages.get(_key(page))

    def put(self, page: Page, *, expected: int | None) -> Stored[Page]:
        """Write a page, or raise Conflict when somebody else did so first."""
        return self._pages.put(_key(page), page, expected=expected)

    def of_occurrence(self, tenant: Tenant, site: SiteName, alarm: str, occurrence: int) -> Iterator[Page]:
        """Give the pages of one occurrence of an alarm, in the order of their calling."""
        pages = self._pages.query(_partition(tenant, site), prefix=f"{alarm}#{occurrence:06d}#")
        return (stored.document for stored in pages)


def _partition(tenant: Tenant, site: SiteName) -> str:
    return f"{tenant}#{site}#pages"


def _key(page: Page) -> Key:
    call = page.call
    when = f"{call.occurrence:06d}#{call.summons:06d}#{call.tier:02d}"
    sort = f"{page.alarm}#{when}#{page.person}#{page.medium}#{page.told or ''}"
    return Key(_partition(page.tenant, page.site), sort)
