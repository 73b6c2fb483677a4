"""Why a run of a state machine failed, in a sentence."""

from __future__ import annotations

import msgspec

_LONGEST = 500


class _Failure(msgspec.Struct, rename="camel"):
    """How a function describes the exception that ended it; the trace stays where it is."""

    error_type: str
    error_message: str = ""


def cause_of(said: str) -> str:
    """Bring what a state machine says of a failure down to what went wrong.

    >>> cause_of('{"errorType": "Invalid", "errorMessage": "too few", "trace": []}')
    'Invalid: too few'
    >>> cause_of("it was stopped")
    'it was stopped'
    """
    try:
        failure = msgspec.json.decode(said, type=_Failure)
    except msgspec.DecodeError:
        return said.partition("\n")[0][:_LONGEST]
    return f"{failure.error_type}: {failure.error_message}"[:_LONGEST]
