"""Names of training runs: whose they are, when they were asked for, and what was asked.

The name of a run begins with a digest of its tenant and model, so that nobody can look at the run of
another tenant by knowing its name. The rest is the minute and a digest of the request: asking for the same
training twice within a minute, as a client does that lost the answer, names the same run.
"""

from __future__ import annotations

import hashlib
from datetime import datetime

import msgspec

from spotter.contracts.learning import TrainingRequest
from spotter.contracts.names import ModelName, Tenant


def training_name(request: TrainingRequest, *, at: datetime) -> str:
    """Name the run that answers a request made at a moment."""
    asked = hashlib.sha256(msgspec.json.encode(request)).hexdigest()[:12]
    return f"{_owner(request.tenant, request.model)}-{at:%Y%m%dT%H%M}-{asked}"


def retraining_name(request: TrainingRequest, *, since: str) -> str:
    """Name the run by which a live model learns from a version after it had learned from `since`.

    No time is in it: for two versions there is one run.
    """
    told = (request.model, request.site, request.profile, request.dataset, since)
    digest = hashlib.sha256(msgspec.json.encode(told)).hexdigest()[:20]
    return f"{_owner(request.tenant, request.model)}-skew-{digest}"


def is_training_of(tenant: Tenant, model: ModelName, name: str) -> bool:
    """Tell whether a run of that name belongs to a tenant's model.

    >>> is_training_of(Tenant("acme"), ModelName("falls"), "somebody-elses-run")
    False
    """
    return name.startswith(f"{_owner(tenant, model)}-")


def _owner(tenant: Tenant, model: ModelName) -> str:
    return hashlib.sha256(f"{tenant}/{model}".encode()).hexdigest()[:16]
