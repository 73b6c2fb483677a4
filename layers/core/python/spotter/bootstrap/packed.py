"""Packages that come packed in a layer, and are unpacked where a process may write.

Lambda allows a function and its layers 250 MiB unpacked, of which scikit-learn and what it needs take 200.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import sys
import tarfile
import tempfile
from importlib.util import find_spec
from pathlib import Path

from spotter.errors import Unavailable

OWN = 0o700


def unpack(package: str) -> None:
    """Make a package importable, from `<package>.tar.xz` on the path where it is not there as it is.

    Raises:
        Unavailable: it is there in neither form.
    """
    if find_spec(package) is not None:
        return
    packed = next((file for each in sys.path if (file := Path(each, f"{package}.tar.xz")).is_file()), None)
    if packed is None:
        raise Unavailable(f"{package} is neither installed nor packed in a layer")
    sys.path.append(str(_unpacked(packed)))


def _unpacked(packed: Path) -> Path:
    """Unpack into a folder named by the content, which is there whole or not at all."""
    digest = hashlib.sha256(packed.read_bytes()).hexdigest()[:16]
    mine = Path(tempfile.gettempdir(), f"spotter-{os.getuid()}")
    mine.mkdir(mode=OWN, exist_ok=True)
    if mine.is_symlink() or mine.stat().st_uid != os.getuid():
        raise Unavailable(f"{mine} belongs to somebody else", folder=str(mine))
    folder = mine / f"{packed.name.partition('.')[0]}-{digest}"
    if folder.is_dir():
        return folder
    new = Path(tempfile.mkdtemp(dir=mine))
    with tarfile.open(packed, "r:xz") as archive:
        archive.extractall(new, filter="data")
    try:
        new.rename(folder)
    except OSError:  # somebody beside us was first
        shutil.rmtree(new)
    return folder
