"""Functions that events wake, called as Lambda calls them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

import msgspec
import pytest
from chalice.test import Client

from envelopes.http import load_function
from envelopes.sqs import a_queue_event


class Answered(NamedTuple):
    """Which messages must come again, and the one line that was logged."""

    again: list[str]
    line: dict[str, object]


class Woken:
    """A function woken by a queue; it works with this use case and not with what its environment names."""

    def __init__(
        self, function: str, handler: str, use_case: object, capsys: pytest.CaptureFixture[str]
    ) -> None:
        module = load_function(function)
        vars(module)["compose"] = lambda: use_case
        self._app = module.app
        self._handler = handler
        self._capsys = capsys

    def by(self, messages: Mapping[str, str]) -> Answered:
        """Wake it by a batch of messages."""
        self._capsys.readouterr()
        with Client(self._app) as client:
            answer = client.lambda_.invoke(self._handler, a_queue_event(messages)).payload
        (line,) = self._capsys.readouterr().out.splitlines()
        again = [failure["itemIdentifier"] for failure in answer["batchItemFailures"]]
        return Answered(again, msgspec.json.decode(line))
