from datetime import UTC, datetime

import pytest

from spotter.adapters.memory.records import MemoryRecords
from spotter.contracts.learning import Champion
from spotter.contracts.names import ModelName, ProfileName, SiteName, Tenant
from spotter.errors import Conflict, NotFound
from spotter.stores.models import Models

TENANT, SITE, PROFILE, MODEL = Tenant("acme"), SiteName("pit"), ProfileName("wrist"), ModelName("fall")


def a_champion(version: str, *, site: SiteName = SITE) -> Champion:
    since = datetime(2026, 11, 24, tzinfo=UTC)
    return Champion(tenant=TENANT, model=MODEL, version=version, site=site, profile=PROFILE, since=since)


def test_two_promotions_that_saw_the_same_champion_cannot_both_win() -> None:
    models = Models(MemoryRecords())
    models.move_champion(a_champion("v1"), expected=None)

    models.move_champion(a_champion("v2"), expected=1)
    with pytest.raises(Conflict):
        models.move_champion(a_champion("v3"), expected=1)

    stored = models.champion(TENANT, SITE, PROFILE, MODEL)
    assert stored is not None
    assert stored.document.version == "v2"


def test_a_site_whose_name_begins_like_another_has_its_own_champions() -> None:
    models = Models(MemoryRecords())
    models.move_champion(a_champion("v1"), expected=None)
    models.move_champion(a_champion("v2", site=SiteName("pit-2")), expected=None)

    assert [c.version for c in models.champions(TENANT, SITE)] == ["v1"]
    assert len(models.champions(TENANT)) == 2


def test_an_unknown_version_is_not_found() -> None:
    with pytest.raises(NotFound, match="model version named v9"):
        Models(MemoryRecords()).candidate(TENANT, MODEL, "v9")
