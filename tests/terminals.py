"""People at a terminal: the `spotter` command as a process of its own, in a folder of their own."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import uuid
from pathlib import Path
from typing import Any, NamedTuple

SPOTTER = Path(sys.executable).parent / "spotter"


class Said(NamedTuple):
    """What a command answered."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:  # noqa: ANN401 - whatever the platform answers
        assert self.code == 0, self.err
        return json.loads(self.out)


class Person(NamedTuple):
    """Somebody at a terminal, with a folder of their own."""

    home: Path
    state: Path

    def __call__(self, *words: str, **environment: str) -> Said:
        given = os.environ | {"SPOTTER_HOME": str(self.home)} | environment
        done = subprocess.run(  # noqa: S603 - our own command
            [SPOTTER, *words], capture_output=True, text=True, env=given, check=False, timeout=120
        )
        return Said(done.returncode, done.stdout, done.stderr)

    def asks(self, *words: str, **environment: str) -> Any:  # noqa: ANN401 - as above
        return self(*words, "--json", **environment).json


def fresh(kind: str) -> str:
    """Name something that nobody else on this stack has."""
    return f"{kind}-{uuid.uuid4().hex[:8]}"
