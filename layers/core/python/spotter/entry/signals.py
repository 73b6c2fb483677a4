"""Signals as they stand on the alarms queue, brought into the order in which they make sense."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

import msgspec

from spotter.contracts.alarms import ConditionActive, Signal
from spotter.errors import Corrupt

_DECODER = msgspec.json.Decoder(Signal)


def signal_of(body: str) -> Signal:
    """Read a signal.

    Raises:
        Corrupt: the message is none; after a few deliveries the dead-letter queue keeps it.
    """
    try:
        signal: Signal = _DECODER.decode(body)
    except msgspec.DecodeError as err:
        raise Corrupt(f"a message on the alarms queue is no signal: {err}") from err
    return signal


def in_event_order(messages: Mapping[str, str]) -> dict[str, str]:
    """Put danger before its end, and earlier before later; what cannot be read comes last."""
    return dict(sorted(messages.items(), key=lambda message: _moment(message[1])))


def _moment(body: str) -> tuple[bool, datetime | None, bool]:
    try:
        signal = signal_of(body)
    except Corrupt:
        return True, None, True
    if isinstance(signal, ConditionActive):
        return False, signal.last_at, False
    return False, signal.at, True
