"""Where errors of AWS become ours."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager

from botocore.exceptions import BotoCoreError, ClientError, FlexibleChecksumError

from spotter.errors import Corrupt, SpotterError, Unavailable


@contextmanager
def as_ours(known: Mapping[str, SpotterError] | None = None) -> Iterator[None]:
    """Raise for an error code the error that `known` names for it, and Unavailable for every other.

    A refusal such as AccessDenied is Unavailable too: the message goes back to its queue and is there when
    the deployment has been corrected.
    """
    try:
        yield
    except ClientError as err:
        code = err.response["Error"]["Code"]
        raise (known or {}).get(code, _refused(err.operation_name, code)) from err
    except FlexibleChecksumError as err:
        raise Corrupt("the content does not match its checksum") from err
    except BotoCoreError as err:
        raise Unavailable(f"the service did not answer: {err}", reason=type(err).__name__) from err


def _refused(operation: str, code: str) -> Unavailable:
    return Unavailable(f"{operation} was refused: {code}", operation=operation, code=code)
