"""functions/devices on memory: the platform, an operator who has described a site, a registered device."""

from __future__ import annotations

from typing import Any

import pytest
from fastapi.testclient import TestClient

from builders.web import A_REGISTRATION, DevicesPlatform, a_devices_platform, with_a_site


@pytest.fixture
def platform() -> DevicesPlatform:
    return a_devices_platform()


@pytest.fixture
def operator(platform: DevicesPlatform) -> TestClient:
    return with_a_site(platform)


@pytest.fixture
def identity(operator: TestClient) -> dict[str, Any]:
    registered: dict[str, Any] = operator.post("/v1/devices", json=A_REGISTRATION).json()
    return registered
