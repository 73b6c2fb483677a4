"""Send a page once: claim it, hand it over, note the receipt. What dies in between is repeated."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Mapping
from datetime import timedelta
from enum import StrEnum

import msgspec

from spotter.contracts.pages import Page, PageState
from spotter.contracts.people import Medium
from spotter.errors import Conflict, Refused, Unavailable
from spotter.ports.clock import Clock
from spotter.ports.notifier import Message, Notifier
from spotter.stores.documents import Stored
from spotter.stores.pages import Pages


class Sent(StrEnum):
    """What became of a page: handed over now or before, busy with another, failed, refused, or grouped."""

    HANDED_OVER = "handed-over"
    BUSY = "busy"
    FAILED = "failed"
    REFUSED = "refused"
    GROUPED = "grouped"


class SendPage:
    """The use case with what it works on."""

    def __init__(
        self, *, pages: Pages, notifiers: Mapping[Medium, Notifier], claim: timedelta, clock: Clock
    ) -> None:
        self._pages = pages
        self._notifiers = notifiers
        self._claim = claim
        self._clock = clock

    def __call__(self, page: Page, write: Callable[[], Message]) -> Sent:
        """Send a page unless that was done or is being done; it is written once it is claimed.

        A claim outlasts the function that holds it. So a page is doubled in one case only: the carrier took
        it and its sender died before noting that. Then the record's `attempt` says so.

        Raises:
            Unavailable: the claims do not answer.
        """
        claimed = self._claimed(page)
        if not isinstance(claimed, Stored):
            return claimed
        try:
            receipt = self._notifiers[page.medium].send(write())
        except Unavailable as err:
            self._note(claimed, PageState.FAILED, reason=err.sentence[:200])
            return Sent.FAILED
        except Refused as err:
            self._note(claimed, PageState.REFUSED, reason=str(err.facts.get("reason", err.sentence))[:200])
            return Sent.REFUSED
        self._note(claimed, PageState.HANDED_OVER, receipt=receipt.id)
        return Sent.HANDED_OVER

    def _claimed(self, page: Page) -> Stored[Page] | Sent:
        stored = self._pages.find(page)
        now = self._clock()
        attempt = 1
        if stored is not None:
            before = stored.document
            if before.state is PageState.HANDED_OVER:
                return Sent.HANDED_OVER
            if before.state is PageState.REFUSED:
                return Sent.REFUSED
            if before.state is PageState.CLAIMED:
                if before.claimed_until > now:
                    return Sent.BUSY
                attempt = before.attempt + 1
        claim = msgspec.structs.replace(page, at=now, claimed_until=now + self._claim, attempt=attempt)
        try:
            return self._pages.put(claim, expected=stored.version if stored else None)
        except Conflict:
            return Sent.BUSY

    def _note(
        self,
        claimed: Stored[Page],
        state: PageState,
        *,
        receipt: str | None = None,
        reason: str | None = None,
    ) -> None:
        page = msgspec.structs.replace(
            claimed.document, state=state, at=self._clock(), receipt=receipt, reason=reason
        )
        with contextlib.suppress(Conflict):  # the claim had expired and somebody repeats the page
            self._pages.put(page, expected=claimed.version)
