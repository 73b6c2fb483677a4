"""`spotter model line`: let an advisory's threshold follow what supervisors answered."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import msgspec
import typer

from spotter.cli.files import content_of
from spotter.cli.show import AsJson, show
from spotter.domain.threshold_policy import Answered, Policy, after_shift, policy_between
from spotter.errors import Corrupt, Invalid


def line(
    shift: Annotated[Path, typer.Argument(help="JSON: the answers of one shift, [{score, danger, raised}].")],
    *,
    policy: Annotated[Path, typer.Option(help="File in which the policy lives; made when it is not there.")],
    lowest: Annotated[float, typer.Option(help="Bound that a new policy never goes below.")] = 0.1,
    highest: Annotated[float, typer.Option(help="Bound that a new policy never goes above.")] = 0.9,
    start: Annotated[float, typer.Option(help="Threshold that a new policy begins with.")] = 0.5,
    as_json: AsJson = False,
) -> None:
    """Learn from a shift's answers and say the threshold of the next; rule alarms know nothing of it."""
    try:
        answers = msgspec.json.decode(content_of(shift), type=list[Answered])
    except msgspec.DecodeError as err:
        raise Invalid(f"{shift} holds no answers: {err}") from err
    known = _read(policy) if policy.is_file() else policy_between(lowest, highest, start=start)
    learned = after_shift(known, answers)
    policy.write_bytes(msgspec.json.encode(learned))
    show(
        {"threshold": learned.threshold, "before": known.threshold, "answers": len(answers)}, as_json=as_json
    )


def _read(file: Path) -> Policy:
    try:
        return msgspec.json.decode(file.read_bytes(), type=Policy)
    except msgspec.DecodeError as err:
        raise Corrupt(f"{file} holds no policy: {err}", file=str(file)) from err
