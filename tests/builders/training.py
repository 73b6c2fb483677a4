"""What a person asks of learning."""

from __future__ import annotations

from datetime import UTC, datetime

from spotter.contracts.labels import MarkedLabel
from spotter.contracts.learning import TrainingRequest, WindowSpec
from spotter.contracts.names import LabelName, ModelName, ProfileName, SiteName, Tenant


def a_training_request(tenant: str = "acme", model: str = "gas") -> TrainingRequest:
    """Ask for a model of marked gas releases at the north pit."""
    return TrainingRequest(
        tenant=Tenant(tenant),
        model=ModelName(model),
        site=SiteName("north-pit"),
        profile=ProfileName("gas-helmet"),
        window=WindowSpec(channels=("ch4",), length_s=60.0),
        label=MarkedLabel(LabelName("release")),
        since=datetime(2026, 11, 24, 8, 0, tzinfo=UTC),
        until=datetime(2026, 11, 24, 9, 0, tzinfo=UTC),
    )
