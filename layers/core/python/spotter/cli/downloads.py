"""Files fetched by a link."""

from __future__ import annotations

import hashlib

from spotter.errors import Corrupt, Unavailable

FETCH_S = 60
_OK = 200


def fetched(url: str, sha256: str) -> bytes:
    """Fetch a file by its link, and check that it is what was made.

    Raises:
        Unavailable: it cannot be fetched.
        Corrupt: it is not what was made.
    """
    import urllib3

    try:
        answer = urllib3.PoolManager(retries=False).request("GET", url, timeout=FETCH_S)
    except urllib3.exceptions.HTTPError as err:
        raise Unavailable(f"the export cannot be fetched: {err}") from err
    if answer.status != _OK or hashlib.sha256(answer.data).hexdigest() != sha256:
        raise Corrupt(f"the export came with status {answer.status} and is not what was made")
    return answer.data
