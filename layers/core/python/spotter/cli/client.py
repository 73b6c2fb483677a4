"""The platform's HTTP API as the commands call it: JSON in, JSON out, our own errors for its problems."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import quote, urlencode

import msgspec

from spotter.contracts.names import SLUG_PATTERN
from spotter.errors import (
    Conflict,
    Forbidden,
    Invalid,
    NotFound,
    Oversized,
    SpotterError,
    Unauthorized,
    Unavailable,
    WrongState,
)

Json = dict[str, Any]  # an answer goes to a table or to standard output as it came

_BROKEN = 500
_SENTENCED: dict[int, type[SpotterError]] = {
    400: Invalid,
    401: Unauthorized,
    403: Forbidden,
    413: Oversized,
    422: Invalid,
    503: Unavailable,
}


class Platform:
    """A platform at an address, and the token of whoever asks: a person's, or a gateway's."""

    def __init__(self, api_url: str, token: str | None) -> None:
        self._api_url = api_url.rstrip("/")
        self._headers = {"Authorization": f"Bearer {token}"} if token else {}
        import urllib3

        timeout = urllib3.Timeout(connect=5, read=30)
        self._pool = urllib3.PoolManager(retries=False, timeout=timeout, maxsize=8)

    def get(self, *path: str, **query: str | float | Sequence[str] | None) -> Json:
        """Ask for something; a query that is None is left out, one that is a list is said for each."""
        return self._call("GET", path, _query(query), None)

    def put(self, *path: str, body: Mapping[str, object], **query: str | None) -> Json:
        """Say how something should be; a query that is None is left out."""
        return self._call("PUT", path, _query(query), msgspec.json.encode(body))

    def patch(self, *path: str, body: Mapping[str, object]) -> Json:
        """Say something of a thing anew; what is left out stays."""
        return self._call("PATCH", path, "", msgspec.json.encode(body))

    def post(
        self, *path: str, body: Mapping[str, object] | bytes | None = None, **query: float | None
    ) -> Json:
        """Have something done; bytes are sent as they are."""
        content = body if body is None or isinstance(body, bytes) else msgspec.json.encode(body)
        return self._call("POST", path, _query(query), content)

    def delete(self, *path: str) -> Json:
        """Have something removed."""
        return self._call("DELETE", path, "", None)

    def _call(self, method: str, path: tuple[str, ...], query: str, content: bytes | None) -> Json:
        import urllib3

        url = "/".join([self._api_url, "v1", *(quote(part, safe="") for part in path)])
        headers = {**self._headers, **({"Content-Type": "application/json"} if content is not None else {})}
        try:
            answer = self._pool.request(
                method, f"{url}?{query}" if query else url, body=content, headers=headers
            )
        except urllib3.exceptions.HTTPError as err:
            sentence = f"the platform at {self._api_url} does not answer: {_reason(err)}; is it up?"
            raise Unavailable(sentence) from err
        answered = _json(answer.data)
        if answer.status >= 400:  # noqa: PLR2004 - where HTTP's errors begin
            raise _error(answer.status, answered)
        return answered


def _query(said: Mapping[str, str | float | Sequence[str] | None]) -> str:
    return urlencode({name: value for name, value in said.items() if value is not None}, doseq=True)


def _json(content: bytes) -> Json:
    try:
        decoded = msgspec.json.decode(content)
    except msgspec.DecodeError:
        return {}
    return decoded if isinstance(decoded, dict) else {}


def _error(status: int, problem: Json) -> SpotterError:
    """Turn a problem document into the error that it was made from."""
    facts = problem.get("facts", {})
    sentence = "; ".join(map(_fault, problem.get("faults", ()))) or str(
        problem.get("detail") or problem.get("message") or f"the platform answered {status}"
    )
    if status == 404 and facts.get("kind"):  # noqa: PLR2004 - not found
        return NotFound(str(facts["kind"]), str(facts.get("name", "?")))
    if status == 409:  # noqa: PLR2004 - conflict
        of = (str(facts.get("kind", "it")), str(facts.get("name", "?")))
        is_state = "state" in facts
        error = WrongState(*of, state="", remedy="") if is_state else Conflict(*of, expected=None)
        error.sentence = f"{sentence}: {facts['remedy']}" if "remedy" in facts else sentence
        return error
    if status == 401:  # noqa: PLR2004 - unauthorized
        return Unauthorized("the platform does not know who asks; sign in with `spotter login`")
    kind = _SENTENCED.get(status, Unavailable if status >= _BROKEN else Invalid)
    return kind(sentence, status=status)


def _fault(fault: Mapping[str, str]) -> str:
    """Say what is wrong with a field in the words of whoever typed it: no `body`, no patterns."""
    field = fault["field"].removeprefix("body.").removeprefix("path.").removeprefix("query.")
    reason = fault["reason"].removeprefix("Value error, ")
    if reason == f"String should match pattern '{SLUG_PATTERN}'":
        reason = "must be 1 to 63 lower-case letters, digits or hyphens, starting with no hyphen"
    return f"{field}: {reason}"


def _reason(err: Exception) -> str:
    """Name what went wrong with a connection, without the library's own objects in it."""
    return str(err).rpartition(": ")[2] or type(err).__name__
