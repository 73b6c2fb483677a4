"""Accept a changed profile: only when a dry run shows that nothing is lost, or somebody accepts the loss."""

from __future__ import annotations

from collections.abc import Mapping

from spotter.contracts.dry_runs import DryRun
from spotter.contracts.layouts import Codec
from spotter.contracts.names import ProfileName, Tenant
from spotter.contracts.profiles import Channel, Profile
from spotter.domain.dry_runs import losses
from spotter.errors import Lossy
from spotter.services.define_profile import add_version, draft_profile
from spotter.services.dry_run_profile import DryRunProfile
from spotter.stores.registry import Registry

REMEDY = "look at it with `spotter profile dry-run`; to do it all the same say --accept-loss"
NAMED = 5
"""Channels that the sentence of a loss names."""


def accept_profile(
    registry: Registry,
    dry_run: DryRunProfile,
    tenant: Tenant,
    name: ProfileName,
    channels: Mapping[str, Channel],
    codec: Codec | None = None,
    *,
    accept_loss: bool = False,
) -> Profile:
    """Make the next version of a profile; what the latest version says already makes none.

    The first version has no past, and is not dry-run. Where there is much in the archive the dry run here
    reads an even sample of it; the command line reads all of it before.

    Raises:
        Invalid: a channel contradicts itself.
        Lossy: what was accepted lately would be lost or would come to mean something else.
        Conflict: somebody else made the next version in the same moment.
    """
    draft, is_new = draft_profile(registry, tenant, name, channels, codec)
    if not is_new:
        return draft
    if not accept_loss:
        expect_no_loss(draft, dry_run(tenant, draft))
    return add_version(registry, draft)


def expect_no_loss(draft: Profile, run: DryRun) -> None:
    """Refuse a draft that loses values, or reads them as something else.

    Raises:
        Lossy: the sentence names the channels and counts.
    """
    lost = losses(run)
    if not lost:
        return
    named = ", ".join(f"{channel}: {count}" for channel, count in list(lost.items())[:NAMED])
    more = f" and {len(lost) - NAMED} more" if len(lost) > NAMED else ""
    sentence = (
        f"profile {draft.name} version {draft.version} would refuse {run.refused} of {run.readings} readings "
        f"that arrived since {run.since:%Y-%m-%d %H:%M} and lose or change values of {named}{more}"
    )
    raise Lossy(f"{sentence}; {REMEDY}", readings=run.readings, refused=run.refused, channels=sorted(lost))
