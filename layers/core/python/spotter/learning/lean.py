"""Importing LightGBM without what it imports only to serve other people: 4 of 5 seconds of a cold start."""

from __future__ import annotations

import importlib
import sys

GUESTS = ("sklearn", "pandas", "matplotlib", "graphviz", "dask", "pyarrow")
"""Packages that LightGBM looks for, and does without when they are not there."""


def import_lightgbm() -> None:
    """Import LightGBM as if its guests were not installed; who imports them later finds them."""
    if "lightgbm" in sys.modules:
        return
    absent = [name for name in GUESTS if name not in sys.modules]
    for name in absent:
        sys.modules[name] = None  # type: ignore[assignment]  # the documented way to make an import fail
    try:
        importlib.import_module("lightgbm")
    finally:
        for name in absent:
            del sys.modules[name]
