"""What can go wrong, as a tree: each class is one kind of answer, each instance carries its facts.

SpotterError
    Invalid        what was sent cannot be right; sending it again will not help
        Oversized  it is larger than what is taken in one piece
    Unauthorized   nobody known is asking
    Forbidden      the one who asks may not do this
    NotFound       the thing named does not exist
    Conflict       somebody else was first
        WrongState the thing is in a state in which this cannot be done
        Lossy      it would lose what is there; whoever means it says so
    Unavailable    a part is not answering now; trying again may help
    Refused        somebody outside will not take it, now or later; another way may
    Corrupt        what is stored is not what was written
"""

from __future__ import annotations


class SpotterError(Exception):
    """What every error of ours has: a stable code, a sentence, and the facts behind it."""

    code = "error"

    def __init__(self, sentence: str, **facts: object) -> None:
        super().__init__(sentence)
        self.sentence = sentence
        self.facts = facts

    def __str__(self) -> str:
        return self.sentence


class Invalid(SpotterError):
    """What was sent cannot be right; `facts` say which field and why."""

    code = "invalid"


class Oversized(Invalid):
    """What was sent is larger than what is taken in one piece."""

    code = "oversized"


class Unauthorized(SpotterError):
    """Nobody known is asking: the token is missing, unknown or revoked."""

    code = "unauthorized"


class Forbidden(SpotterError):
    """The one who asks is known and may not do this."""

    code = "forbidden"


class NotFound(SpotterError):
    """The thing named does not exist for this tenant; a `remedy` says how it comes to be."""

    code = "not_found"

    def __init__(self, kind: str, name: str, *, remedy: str = "", **facts: object) -> None:
        said = f"there is no {kind} named {name}" + (f"; {remedy}" if remedy else "")
        super().__init__(said, kind=kind, name=name, **facts)


class Conflict(SpotterError):
    """Somebody else was first: the stored version is not the one that was expected.

    A `remedy`, where there is one, is a sentence that tells the caller what to do instead.
    """

    code = "conflict"

    def __init__(
        self, kind: str, name: str, *, expected: int | None, remedy: str = "", **facts: object
    ) -> None:
        said = "is there already" if expected is None else f"was expected at version {expected}"
        sentence = f"{kind} {name} {said}" + (f"; {remedy}" if remedy else "")
        super().__init__(sentence, kind=kind, name=name, **facts)
        self.expected = expected


class WrongState(Conflict):
    """The thing is in a state in which this cannot be done; the remedy says what can."""

    def __init__(self, kind: str, name: str, *, state: str, remedy: str) -> None:
        super().__init__(kind, name, expected=None, state=state)
        self.sentence = f"{kind} {name} is {state}; {remedy}"


class Lossy(Conflict):
    """It would lose what is there, or make it mean something else; whoever means it says so."""

    code = "lossy"

    def __init__(self, sentence: str, **facts: object) -> None:
        super().__init__("it", "lossy", expected=None)
        self.sentence, self.facts = sentence, facts


class Unavailable(SpotterError):
    """A part is not answering now; the same call may succeed later."""

    code = "unavailable"


class Refused(SpotterError):
    """Somebody outside, such as a carrier, will not take it; the same call will fail again."""

    code = "refused"


class Corrupt(SpotterError):
    """What is stored is not what was written: a digest or a format does not match."""

    code = "corrupt"
