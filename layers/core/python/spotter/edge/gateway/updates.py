"""Updates on the disk: every version under its digest, and one link that says which is current.

The switch is one rename, so after a power loss either the old or the new version is current, whole.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable
from pathlib import Path

import msgspec

from spotter.contracts.gateways import KINDS, Update
from spotter.errors import Corrupt, Invalid, SpotterError

Fetch = Callable[[str, int], bytes]
"""Download from an address, at most so many bytes. Raises Unavailable or Invalid."""

Apply = Callable[[bytes], None]
"""Begin to use a content. Raises an error of ours when it is not fit for use; then nothing has changed."""

MOST_BYTES = 64 * 1024 * 1024


class Versions:
    """The versions of one kind of content in a folder."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        folder.mkdir(parents=True, exist_ok=True)

    @property
    def current(self) -> str | None:
        """Name the digest of the current version; None when there has been no update."""
        link = self._folder / "current"
        return str(link.readlink()) if link.is_symlink() else None

    def content(self, digest: str) -> bytes:
        """Read a version.

        Raises:
            Corrupt: it is not what was written.
        """
        try:
            content = (self._folder / digest).read_bytes()
        except OSError as err:
            raise Corrupt(f"the version {digest[:12]} is not there: {err}", digest=digest) from err
        expect_digest(content, digest)
        return content

    def keep(self, content: bytes) -> str:
        """Write a version durably, and name its digest."""
        digest = hashlib.sha256(content).hexdigest()
        arriving = self._folder / f".{digest}"
        with arriving.open("wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        arriving.replace(self._folder / digest)
        self._sync()
        return digest

    def switch(self, digest: str | None) -> None:
        """Make a version current in one step; None goes back to before the first update."""
        link, arriving = self._folder / "current", self._folder / ".current"
        if digest is None:
            link.unlink(missing_ok=True)
        else:
            arriving.unlink(missing_ok=True)
            arriving.symlink_to(digest)
            arriving.replace(link)
        self._sync()

    def _sync(self) -> None:
        folder = os.open(self._folder, os.O_RDONLY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)


def install(update: Update, versions: Versions, fetch: Fetch, apply: Apply) -> None:
    """Download, check, keep, switch, begin to use; what is not fit leaves the version before in use.

    Installing again what is current changes nothing, so an update that was cut short is simply done again.

    Raises:
        Corrupt: what was downloaded is not what the job named.
        SpotterError: the content is not fit for use; the version before is current again.
    """
    before = versions.current
    if before == update.sha256:
        apply(versions.content(before))
        return
    content = fetch(update.url, update.size)
    expect_digest(content, update.sha256)
    digest = versions.keep(content)
    versions.switch(digest)
    try:
        apply(content)
    except SpotterError:
        versions.switch(before)
        raise


def expect_digest(content: bytes, digest: str) -> None:
    """Raise Corrupt unless the content has the digest."""
    found = hashlib.sha256(content).hexdigest()
    if found != digest:
        raise Corrupt(
            f"the content has the digest {found[:12]}, not {digest[:12]}", expected=digest, found=found
        )


def update_in(document: object) -> Update:
    """Read a job document.

    Raises:
        Invalid: it orders nothing that a gateway does.
    """
    try:
        update = msgspec.convert(document, type=Update)
    except msgspec.ValidationError as err:
        raise Invalid(f"the job is no update: {err}", field="document") from err
    if update.kind not in KINDS:
        raise Invalid(f"an update is one of {', '.join(KINDS)}", field="kind", value=update.kind[:40])
    if not 0 < update.size <= MOST_BYTES:
        raise Invalid(f"an update has 1 to {MOST_BYTES} bytes", field="size", value=update.size)
    return update
