"""Names of training runs."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta

import msgspec

from builders.training import a_training_request
from spotter.contracts.names import ModelName, Tenant
from spotter.domain.trainings import is_training_of, training_name

NOW = datetime(2026, 11, 24, 9, 0, 10, tzinfo=UTC)


def test_the_same_request_within_a_minute_has_the_same_name() -> None:
    request = a_training_request()

    assert training_name(request, at=NOW) == training_name(request, at=NOW + timedelta(seconds=40))


def test_another_minute_or_another_request_has_another_name() -> None:
    request = a_training_request()
    other = msgspec.structs.replace(request, seed=1)

    names = {
        training_name(request, at=NOW),
        training_name(request, at=NOW + timedelta(minutes=1)),
        training_name(other, at=NOW),
    }

    assert len(names) == 3


def test_a_name_tells_whose_training_it_is() -> None:
    request = a_training_request()
    name = training_name(request, at=NOW)

    assert is_training_of(request.tenant, request.model, name)
    assert not is_training_of(Tenant("other"), request.model, name)
    assert not is_training_of(request.tenant, ModelName("other"), name)


def test_a_name_is_one_that_a_state_machine_takes() -> None:
    assert re.fullmatch("[A-Za-z0-9_-]{1,80}", training_name(a_training_request(), at=NOW))
