"""The rules of a site over HTTP."""

from __future__ import annotations

import msgspec
from fastapi import APIRouter

from spotter.contracts.http.rules import RulesAnswer, RulesBody
from spotter.contracts.rule_sets import RuleChoice, RuleSet
from spotter.domain.rules.sentences import explain
from spotter.entry.web.auth import AnOperator, Anybody
from spotter.entry.web.names import SitePath
from spotter.entry.web.parts import ForDevices
from spotter.errors import Invalid
from spotter.services.choose_rules import approve_rules, choose_rules, chosen_rules
from spotter.stores.rulebook import in_packs

router = APIRouter(prefix="/v1/sites", tags=["rules"])


@router.get("/{site}/rules")
async def show_rules(site: SitePath, parts: ForDevices, who: Anybody) -> RulesAnswer:
    """Show which rules are in force at a site, in words, and what waits for a second person."""
    return _answer(chosen_rules(parts.registry, who.tenant, site, now=parts.clock()))


@router.put("/{site}/rules")
async def set_rules(site: SitePath, body: RulesBody, parts: ForDevices, who: AnOperator) -> RulesAnswer:
    """Choose the packs and own rules of a site; what loosens life safety waits for somebody else."""
    try:
        choice = msgspec.convert(body.model_dump(mode="json"), RuleChoice)
    except msgspec.ValidationError as err:
        raise Invalid(str(err), field="rules") from err
    made = choose_rules(parts.registry, who.tenant, site, choice, actor=who.name, now=parts.clock())
    return _answer(made)


@router.post("/{site}/rules/approve")
async def approve_site_rules(site: SitePath, parts: ForDevices, who: AnOperator) -> RulesAnswer:
    """Approve, as a second person, rules that loosen life safety."""
    return _answer(approve_rules(parts.registry, who.tenant, site, actor=who.name, now=parts.clock()))


def _answer(chosen: RuleSet) -> RulesAnswer:
    proposal = chosen.proposal
    return RulesAnswer(
        site=chosen.site,
        version=chosen.version,
        packs=chosen.choice.packs,
        set_by=chosen.set_by,
        set_at=chosen.set_at,
        approved_by=chosen.approved_by,
        in_force={rule.name: explain(rule) for rule in in_packs(chosen.choice.packs, chosen.choice.rules)},
        own=tuple(msgspec.to_builtins(rule) for rule in chosen.choice.rules),
        waits_for_approval=proposal is not None,
        loosens=proposal.loosens if proposal else (),
        proposed_by=proposal.proposed_by if proposal else None,
    )
