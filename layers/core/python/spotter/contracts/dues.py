"""Dues: when a timer of a rule runs out unless more is heard."""

from __future__ import annotations

import msgspec

from spotter.contracts.names import SiteName, Subject, Tenant
from spotter.contracts.rules import Scope


class Due(msgspec.Struct, frozen=True):
    """A moment at which a rule may begin to hold on a subject, in epoch milliseconds.

    `at` is in event time, `look_at` by our clock; `is_over` once it was looked at. It is a hint where to look
    and no judgement: what is so at the moment is told by what is remembered of the subject then.
    """

    tenant: Tenant
    site: SiteName
    subject: Subject
    scope: Scope
    at: int
    look_at: int
    is_over: bool = False


class SweptUntil(msgspec.Struct, frozen=True):
    """The minute, counted from the epoch, before which every due was looked at."""

    minute: int
