"""functions/console on memory: the platform with two devices, and an engineer who uses it."""

from __future__ import annotations

import pytest
from fastapi.testclient import TestClient

from builders.console import a_console_with_devices
from builders.operators import an_engineer
from builders.web import ConsolePlatform


@pytest.fixture
def platform() -> ConsolePlatform:
    return a_console_with_devices()


@pytest.fixture
def engineer(platform: ConsolePlatform) -> TestClient:
    return platform.client(an_engineer())
