"""Time as an argument."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

Clock = Callable[[], datetime]
"""Tells the time now, aware and in UTC."""
