"""What a gateway knows: the manifest it was set up with, or the one that an update brought."""

from __future__ import annotations

from pathlib import Path

import msgspec

from spotter.contracts.gateways import Manifest, Update
from spotter.edge.gateway.config import GatewayConfig
from spotter.edge.gateway.jobs import Perform
from spotter.edge.gateway.updates import MOST_BYTES, Apply, Versions, install
from spotter.errors import Corrupt, Invalid, NotFound, Unavailable

DOWNLOAD_S = 60.0


def known(config: GatewayConfig) -> Manifest:
    """Read the current manifest; an update that cannot be read gives way to the file of the set-up.

    Raises:
        NotFound: there is no manifest.
        Invalid: it is none, or another gateway's.
    """
    versions = versions_of(config, "manifest")
    if versions.current is not None:
        try:
            return manifest_in(versions.content(versions.current), config)
        except (Corrupt, Invalid):
            versions.switch(None)
    try:
        return manifest_in(Path(config.manifest).read_bytes(), config)
    except FileNotFoundError as err:
        raise NotFound("manifest", config.manifest) from err


def manifest_in(content: bytes, config: GatewayConfig) -> Manifest:
    """Read a manifest and see whether it is fit for this gateway.

    Raises:
        Invalid: it is none, it is another gateway's, or it names a profile that it does not hold.
    """
    try:
        manifest = msgspec.json.decode(content, type=Manifest)
    except (msgspec.DecodeError, UnicodeDecodeError) as err:
        raise Invalid(f"this is no manifest: {err}", field="manifest") from err
    if manifest.gateway != config.gateway:
        raise Invalid(
            f"the manifest is of {manifest.gateway}, this gateway is {config.gateway}", field="gateway"
        )
    held = {(each.name, each.version) for each in manifest.profiles}
    lacking = {(each.profile, each.profile_version) for each in manifest.devices} - held
    if lacking:
        raise Invalid(f"the manifest lacks the profiles {sorted(lacking)}", field="profiles")
    if not manifest.rules.rules:
        raise Invalid("the manifest has no rules: nobody would be warned", field="rules")
    return manifest


def performs(config: GatewayConfig, judge_by: Apply, score_with: Apply) -> Perform:
    """Give what performs updates here: a manifest is judged by at once, and models score at once."""

    def perform(update: Update) -> None:
        apply = judge_by if update.kind == "manifest" else score_with
        install(update, versions_of(config, update.kind), fetch, apply)

    return perform


def versions_of(config: GatewayConfig, kind: str) -> Versions:
    """Give the versions of a kind of content on this gateway."""
    return Versions(Path(config.state) / "updates" / kind)


def fetch(url: str, size: int) -> bytes:
    """Download at most so many bytes.

    Raises:
        Unavailable: it did not come.
        Invalid: the address is no web address, or more came than was said.
    """
    import urllib3

    if not url.startswith(("https://", "http://")):
        raise Invalid("an update lies at a web address", field="url")
    most = min(size, MOST_BYTES)
    try:
        answer = urllib3.request("GET", url, preload_content=False, timeout=DOWNLOAD_S, retries=2)
        content: bytes = answer.read(most + 1)
        answer.release_conn()
    except urllib3.exceptions.HTTPError as err:
        raise Unavailable(f"the update did not come: {err}") from err
    if answer.status != 200:  # noqa: PLR2004 - found
        raise Unavailable(f"the update was answered {answer.status}", status=answer.status)
    if len(content) > most:
        raise Invalid(f"the update is longer than the {most} bytes that the job names", field="size")
    return content


def carried(config: GatewayConfig) -> bytes | None:
    """Read the models that an update brought; None when there are none.

    Raises:
        Corrupt: they are not what was written.
    """
    versions = versions_of(config, "model")
    return None if versions.current is None else versions.content(versions.current)
