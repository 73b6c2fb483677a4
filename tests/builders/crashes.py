"""A process that dies after any one of its calls: what an invocation that is killed half-way does."""

from __future__ import annotations

from typing import Any, TypeVar, cast

T = TypeVar("T")


class Crash(Exception):
    """The process is gone; nobody inside it may catch this."""


class Fuse:
    """Burns down with every call of the ports that hang on it; `after` calls later the process dies."""

    def __init__(self, after: int) -> None:
        self.left = after

    @property
    def is_whole(self) -> bool:
        """Whether the process came to its end before the fuse did."""
        return self.left > 0

    def hang(self, port: T) -> T:
        """Give a port that does what it does and then burns the fuse."""
        return cast("T", CrashAfter(port, self))


class CrashAfter:
    """Any port: each call is carried out, and then perhaps nothing of its answer is seen."""

    def __init__(self, port: object, fuse: Fuse) -> None:
        self._port = port
        self._fuse = fuse

    def __getattr__(self, name: str) -> Any:  # noqa: ANN401 - whatever the port has
        method: Any = getattr(self._port, name)
        if not callable(method):
            return method

        def called(*given: object, **named: object) -> object:
            answer = method(*given, **named)
            self._fuse.left -= 1
            if self._fuse.left == 0:
                raise Crash(name)
            return answer

        return called
