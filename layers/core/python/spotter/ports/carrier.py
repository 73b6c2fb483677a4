"""The carrier of SMS: what stands between this account and the phones of people."""

from __future__ import annotations

from typing import Protocol


class Carrier(Protocol):
    """What the account may send, and to whom."""

    def is_sandboxed(self) -> bool:
        """Tell whether only phones that were verified by hand are reached; Unavailable when it cannot say."""
        ...

    def monthly_limit_usd(self) -> float:
        """Give the spend at which the account falls silent for the rest of the month, in US dollars."""
        ...

    def opted_out(self, phone: str) -> bool:
        """Tell whether the owner of an E.164 phone number has asked to get nothing any more."""
        ...
