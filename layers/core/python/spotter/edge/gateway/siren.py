"""The siren: sounds while any cause holds, without the cloud. Outputs: a command, a file, a local topic."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Protocol

from spotter.edge.gateway.remembered import Cause

COMMAND_PATIENCE_S = 5.0


class Output(Protocol):
    """What makes the noise."""

    def set(self, *, on: bool, causes: list[Cause]) -> None:
        """Switch it; switching it as it is changes nothing.

        Raises:
            OSError: it did not switch.
        """
        ...


class FileOutput:
    """A file that holds 1 or 0, as a GPIO line's `value` does."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def set(self, *, on: bool, causes: list[Cause]) -> None:
        """Write the one character."""
        del causes
        self._path.write_text("1" if on else "0")


class CommandOutput:
    """A command that is run with `on` or `off` behind its arguments; `SPOTTER_CAUSES` says why."""

    def __init__(self, command: Iterable[str]) -> None:
        self._command = list(command)

    def set(self, *, on: bool, causes: list[Cause]) -> None:
        """Run the command and wait for it."""
        environment = os.environ | {"SPOTTER_CAUSES": " ".join(causes)}
        words = [*self._command, "on" if on else "off"]
        try:
            subprocess.run(words, check=True, timeout=COMMAND_PATIENCE_S, env=environment)  # noqa: S603 - the integrator's own words
        except subprocess.SubprocessError as err:
            raise OSError(str(err)) from err


class Siren:
    """Knows why it sounds. Danger here and danger next door are causes alike; it ends with the last."""

    def __init__(self, outputs: Iterable[Output], failed: Callable[[str], None]) -> None:
        self._outputs = list(outputs)
        self._failed = failed
        self._causes: set[Cause] = set()

    @property
    def causes(self) -> list[Cause]:
        """Say why it sounds; nothing when it does not."""
        return sorted(self._causes)

    def sound(self, causes: Iterable[Cause]) -> None:
        """Sound for further causes."""
        self._become(self._causes | set(causes))

    def hush(self, causes: Iterable[Cause]) -> None:
        """Take causes away; it is silent when none is left."""
        self._become(self._causes - set(causes))

    def repeat(self) -> None:
        """Set the outputs to what they should be; after a start nobody knows how they are."""
        for output in self._outputs:
            try:
                output.set(on=bool(self._causes), causes=self.causes)
            except OSError as err:
                self._failed(f"the siren did not switch: {err}")

    def _become(self, causes: set[Cause]) -> None:
        if causes == self._causes:
            return
        self._causes = causes
        self.repeat()
