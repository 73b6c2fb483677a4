"""Files sent by links, part by part, with a bar where somebody watches."""

from __future__ import annotations

import sys

from spotter.cli.client import Json
from spotter.errors import Unavailable

SEND_S = 120
TRIES = 3
_OK = 200


def sent(begun: Json, content: bytes) -> list[str]:
    """PUT the parts to their links, and give the tags that they are answered with."""
    from rich.console import Console
    from rich.progress import track

    size, links = int(begun["part_bytes"]), begun["links"]
    numbered = track(
        list(enumerate(links)), "sending", console=Console(stderr=True), disable=not sys.stderr.isatty()
    )
    return [_put(link, content[number * size : (number + 1) * size]) for number, link in numbered]


def _put(link: str, part: bytes) -> str:
    import urllib3

    said = ""
    for _ in range(TRIES):
        try:
            answer = urllib3.PoolManager(retries=False).request("PUT", link, body=part, timeout=SEND_S)
        except urllib3.exceptions.HTTPError as err:
            said = str(err)
            continue
        if answer.status == _OK:
            return str(answer.headers["ETag"])
        said = f"it was answered with {answer.status}"
    raise Unavailable(f"a part cannot be sent: {said}")
