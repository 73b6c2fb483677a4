"""Choose the rules of a site; what makes life safety protect less waits for a second person."""

from __future__ import annotations

from datetime import datetime

import msgspec

from spotter.contracts.names import SiteName, Tenant
from spotter.contracts.profiles import Channel, ChannelType
from spotter.contracts.rule_sets import Proposal, RuleChoice, RuleSet
from spotter.contracts.rules import Rule
from spotter.domain.rules.checks import faults
from spotter.domain.rules.needs import agents_of
from spotter.domain.rules.strictness import loosened
from spotter.errors import Conflict, Forbidden, Invalid, NotFound
from spotter.stores.documents import Stored
from spotter.stores.registry import Registry
from spotter.stores.rulebook import DEFAULT_PACK, in_packs, pack_names, rule_pack

DEFAULT = RuleChoice((DEFAULT_PACK,))


def choose_rules(
    registry: Registry, tenant: Tenant, site: SiteName, choice: RuleChoice, *, actor: str, now: datetime
) -> RuleSet:
    """Put a choice in force, or keep it as a proposal where it loosens a life-safety rule.

    Raises:
        Invalid: a rule is not sound; `field` names the rule and the field.
        NotFound: there is no such site or pack.
        Conflict: somebody else chose in the same moment.
    """
    registry.site(tenant, site)
    rules = in_packs(choice.packs, choice.rules)
    _check(choice, registry, tenant)
    stored = registry.rule_sets.get(tenant, site)
    before = stored.document if stored else RuleSet(tenant, site, 0, DEFAULT, "", now)
    loosens = tuple(loosened(in_packs(before.choice.packs, before.choice.rules), rules))
    if loosens:
        proposal = Proposal(choice, loosens, actor, now)
        return _written(registry, stored, msgspec.structs.replace(before, proposal=proposal), new=False)
    after = RuleSet(tenant, site, before.version + 1, choice, actor, now)
    return _written(registry, stored, after, new=True)


def approve_rules(
    registry: Registry, tenant: Tenant, site: SiteName, *, actor: str, now: datetime
) -> RuleSet:
    """Put a proposal in force as a second person.

    Raises:
        NotFound: nothing waits for approval.
        Forbidden: who proposed cannot approve.
        Conflict: somebody else chose in the same moment.
    """
    stored = registry.rule_sets.get(tenant, site)
    if stored is None or stored.document.proposal is None:
        raise NotFound("proposal of rules", site)
    proposal = stored.document.proposal
    if proposal.proposed_by == actor:
        raise Forbidden("a change that loosens life safety is approved by somebody else", proposed_by=actor)
    version = stored.document.version + 1
    after = RuleSet(tenant, site, version, proposal.choice, proposal.proposed_by, now, approved_by=actor)
    return _written(registry, stored, after, new=True)


def chosen_rules(registry: Registry, tenant: Tenant, site: SiteName, *, now: datetime) -> RuleSet:
    """Give what is chosen for a site; the instrument defaults where nobody has chosen.

    Raises:
        NotFound: there is no such site.
    """
    registry.site(tenant, site)
    stored = registry.rule_sets.get(tenant, site)
    return stored.document if stored else RuleSet(tenant, site, 0, DEFAULT, "", now)


def known_channels() -> list[Channel]:
    """Give a channel for each hazard and unit that a pack knows: what devices may carry."""
    agents = {a: None for name in pack_names() for rule in rule_pack(name).rules for a in agents_of(rule)}
    return [Channel(ChannelType.NUMBER, unit or None, hazard=hazard) for hazard, unit in agents]


def _check(choice: RuleChoice, registry: Registry, tenant: Tenant) -> None:
    """Hold own rules against what the packs know and what the tenant's devices can show."""
    own: tuple[Rule, ...] = choice.rules
    channels = [each for profile in registry.profiles(tenant) for each in profile.channels.values()]
    found = faults(own, [*known_channels(), *channels])
    if found:
        first = found[0]
        field = f"rules.{first.rule}.{first.field}"
        sentence = f"{field}: {first.sentence}"
        raise Invalid(sentence, field=field, faults=[each._asdict() for each in found])


def _written(registry: Registry, stored: Stored[RuleSet] | None, after: RuleSet, *, new: bool) -> RuleSet:
    expected = stored.version if stored else None
    try:
        registry.rule_sets.put(after, expected=expected, new=new)
    except Conflict as err:
        remedy = "somebody else chose in the same moment: look at it and try again"
        raise Conflict("rules", after.site, expected=expected, remedy=remedy) from err
    return after
