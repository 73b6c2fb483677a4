"""How an alarm is handled: what it is owed, and why it may be quiet."""

from __future__ import annotations

from enum import StrEnum

import msgspec


class SilenceKind(StrEnum):
    """Why an alarm may be quiet: shelved by a person, suppressed by design, or its source out of service."""

    SHELVED = "shelved"
    SUPPRESSED = "suppressed"
    OUT_OF_SERVICE = "out_of_service"


class Handling(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What an alarm is owed. Times in seconds.

    `latches`: it waits for a reset by hand after its condition is normal. `cleared_by_hand`: a person may
    clear it while the condition holds. `approvers`: how many different people it takes to silence it, the
    second within `approval_within_s`. `longest_s`: how long each kind of silence may last; a kind that is
    absent is not allowed. `realarm_s`: unanswered, it alarms again after so long; None means never.
    `repaged_after_s`: a condition that comes back pages again unless people were paged more recently.
    `delayed_after_s`: danger that was learned of later than this is said to be delayed.
    """

    pages: bool
    latches: bool
    cleared_by_hand: bool
    approvers: int
    longest_s: dict[SilenceKind, float]
    approval_within_s: float
    repaged_after_s: float
    delayed_after_s: float
    realarm_s: float | None = None
