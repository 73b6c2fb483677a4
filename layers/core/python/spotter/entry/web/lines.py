"""Lines that follow answers, over HTTP: begin, look, learn now, go back."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query

from spotter.contracts.http.lines import LineAnswer, LineBody, LineMoveAnswer, RollbackBody
from spotter.contracts.names import SLUG_PATTERN, ProfileName
from spotter.entry.web.auth import AnEngineer, Anybody
from spotter.entry.web.names import ModelPath, SitePath
from spotter.entry.web.parts import ForConsole
from spotter.services.follow_answers import At, Followed

router = APIRouter(prefix="/v1/sites/{site}/models/{model}/line", tags=["models"])

Profile = Annotated[
    ProfileName | None, Query(pattern=SLUG_PATTERN, description="Needed where the model is live for several.")
]


@router.put("")
async def follow_answers(
    site: SitePath,
    model: ModelPath,
    body: LineBody,
    parts: ForConsole,
    who: AnEngineer,
    profile: Profile = None,
) -> LineAnswer:
    """Let the threshold of a live model's advisories follow what supervisors answer, within bounds."""
    at = At(who.tenant, site, model, profile)
    return _answer(parts.follow.begin(at, lowest=body.lowest, highest=body.highest, by=who.name))


@router.get("")
async def show_line(
    site: SitePath, model: ModelPath, parts: ForConsole, who: Anybody, profile: Profile = None
) -> LineAnswer:
    """Show where the advisories of a model begin, and every move that led there."""
    return _answer(parts.follow.show(At(who.tenant, site, model, profile)))


@router.post("/learn")
async def learn_from_answers(
    site: SitePath, model: ModelPath, parts: ForConsole, who: AnEngineer, profile: Profile = None
) -> LineAnswer:
    """Learn now from what was answered since the last time, as is done every shift; one step at most."""
    return _answer(parts.follow.learn(At(who.tenant, site, model, profile)))


@router.post("/rollback")
async def roll_line_back(
    site: SitePath,
    model: ModelPath,
    body: RollbackBody,
    parts: ForConsole,
    who: AnEngineer,
    profile: Profile = None,
) -> LineAnswer:
    """Go back to the calibrated threshold and forget what was learned."""
    at = At(who.tenant, site, model, profile)
    return _answer(parts.follow.roll_back(at, by=who.name, hold=body.hold))


def _answer(followed: Followed) -> LineAnswer:
    line = followed.line
    return LineAnswer(
        model=line.model,
        site=line.site,
        profile=line.profile,
        version=line.version,
        threshold=line.threshold,
        calibrated=line.calibrated,
        lowest=line.policy.bands[0].low,
        highest=line.policy.bands[-1].low,
        held=line.held,
        learned_until=line.learned_until,
        moves=tuple(map(LineMoveAnswer.model_validate, followed.moves)),
    )
